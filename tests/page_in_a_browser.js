// Opens reports in a browser, and prints what is found there, as JSON.
// It is handed to `node -e`, so that its modules are looked for from the working directory.
//
// arguments: the browser, a directory of pages; night.html and history.html are looked at in every way
const fs = require("fs");
const path = require("path");
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [browserPath, directory] = process.argv.slice(1);
const LOOKS = [
  ["wide", 1400, "light"], ["wide-dark", 1400, "dark"], ["narrow", 600, "light"],
  ["phone", 390, "dark"],
];

async function looked(browser, file, width, scheme) {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("dialog", (dialog) => { errors.push("dialog"); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) errors.push("request " + request.url());
  });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: 900 });
  await page.goto("file://" + file);
  const opened = () => document.querySelectorAll("details").forEach((each) => { each.open = true; });
  await page.evaluate(opened);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const violations = found.violations.map((each) => each.id + ": " + each.nodes[0].html.slice(0, 200));
  const scrolled = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.close();
  return { errors, violations, scrolled };
}

async function used(browser, file) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 900 });
  await page.goto("file://" + file);
  const shown = () => page.$$eval(".card:not([hidden])", (cards) => cards.map((each) => each.dataset.target));
  const state = {};
  state.beforeSearch = await shown();
  const advice = await page.$("[data-quick='outcome:advice']");
  await advice.click();
  state.filtered = { count: (await shown()).length, address: await page.evaluate(() => location.hash) };
  state.filtered.pressed = await advice.evaluate((each) => each.getAttribute("aria-pressed"));
  state.filtered.says = await advice.evaluate((each) => each.textContent);
  await advice.click();
  state.unfiltered = (await shown()).length;
  await page.keyboard.press("/");
  await page.keyboard.type("target:staging-1 rule:log outcome:broken");
  state.afterSearch = await shown();
  state.columns = await page.$$eval(".matrix thead th[data-target]:not([hidden])", (found) => found.map((each) => each.dataset.target));
  state.address = await page.evaluate(() => location.hash);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  state.first = await page.evaluate(() => location.hash);
  await page.keyboard.press("j");
  state.second = await page.evaluate(() => location.hash);
  await page.keyboard.press("k");
  state.back = await page.evaluate(() => location.hash);
  state.open = await page.$$eval(".card > details[open]", (found) => found.length);
  await page.keyboard.press("?");
  state.keys = await page.$eval("#keys", (dialog) => dialog.open);
  await page.keyboard.press("Escape");
  const other = await browser.newPage();
  await other.goto("file://" + file + state.address);
  state.forwarded = await other.$$eval(".card:not([hidden])", (found) => found.length);
  await other.goto("about:blank");
  await other.goto("file://" + file + state.second);
  state.ofCard = await other.$$eval(".card > details[open]", (open) => open.map((each) => each.parentNode.id).join());
  await other.close();
  await page.close();
  return state;
}

async function clicked(browser, file) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 900 });
  await page.goto("file://" + file);
  const square = await page.$(".target > details[open] .g td a");
  const anchor = await square.evaluate((each) => each.getAttribute("href"));
  await square.evaluate((each) => each.click());
  const state = { anchor, address: await page.evaluate(() => location.hash) };
  state.open = await page.$$eval(".night[open] > div", (found) => found.map((each) => each.id));
  await page.close();
  return state;
}

async function boxed(browser, file) {
  // As Jenkins serves it: neither scripts nor styles of the page.
  const page = await browser.newPage();
  const html = fs.readFileSync(file, "utf8").replace(
    "<head>", "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">");
  const copy = file.replace(/\.html$/, ".boxed");
  fs.writeFileSync(copy + ".html", html);
  await page.goto("file://" + copy + ".html");
  await page.evaluate(() => document.querySelectorAll(".card details").forEach((each) => { each.open = true; }));
  const state = {
    cards: await page.$$eval(".card", (found) => found.map((each) => each.innerText)),
    controls: await page.$$eval("button, input, select", (found) => found.filter((each) => each.checkVisibility()).length),
  };
  await page.close();
  return state;
}

async function printed(browser, file) {
  const page = await browser.newPage();
  await page.goto("file://" + file);
  const pdf = Buffer.from(await page.pdf({ format: "A4" })).toString("latin1");
  await page.close();
  return (pdf.match(/\/Type \/Page\b/g) || []).length;
}

(async () => {
  const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  const found = {};
  for (const name of fs.readdirSync(directory).filter((each) => each.endsWith(".html"))) {
    const file = path.resolve(directory, name);
    const state = found[name.replace(".html", "")] = { looks: {} };
    const looks = ["night.html", "history.html"].includes(name) ? LOOKS : LOOKS.slice(0, 1);
    for (const [look, width, scheme] of looks) state.looks[look] = await looked(browser, file, width, scheme);
    if (name === "night.html") state.used = await used(browser, file);
    if (name === "history.html") state.clicked = await clicked(browser, file);
    if (name === "hostile.html" || name === "night.html") {
      state.boxed = await boxed(browser, file);
      state.pages = await printed(browser, file);
    }
  }
  await browser.close();
  console.log(JSON.stringify(found));
})();
