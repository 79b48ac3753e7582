"use strict";
// The page is whole without this: a square opens its night also where it is no link.
function reveal() {
  const found = document.getElementById(location.hash.slice(1));
  for (let each = found; each; each = each.parentElement) {
    if (each.tagName === "DETAILS") each.open = true;
  }
  if (found) found.scrollIntoView({ block: "nearest" });
}
addEventListener("hashchange", reveal);
addEventListener("DOMContentLoaded", reveal);
addEventListener("click", (event) => {
  const square = event.target.closest(".g td");
  if (!square || event.target.closest("a")) return;
  const heading = square.closest("table").tHead.rows[0].cells[square.cellIndex];
  location.hash = heading.querySelector("a").getAttribute("href");
});
addEventListener("beforeprint", () => {
  // What never changed is told by the table on top: only what did takes paper.
  for (const each of document.querySelectorAll("section > details")) {
    if (each.querySelector(".g tbody tr:not(.steady)")) each.open = true;
  }
});
