// Prints what drafter.js reads in each file: method, path, status, media type and parameters.
// It is handed to `node -e`, so that drafter.js is looked for from the working directory.
const fs = require("fs");
const drafter = require("drafter.js");

const value = (element) => (element && element.content !== undefined ? element.content : element);
const names = (variables) =>
  ((variables && variables.content) || [])
    .map((member) => value(member.content && member.content.key))
    .filter(Boolean);

function mediaType(message) {
  const headers = message && message.attributes && message.attributes.headers;
  const found = ((headers && headers.content) || []).filter(
    (header) => value(header.content.key).toLowerCase() === "content-type",
  );
  // That of a Headers section stands behind that of the parenthesis, and counts.
  return found.length ? value(found[found.length - 1].content.value) : null;
}

function walk(elements, context, calls) {
  for (const element of elements) {
    const attributes = element.attributes || {};
    const here = { ...context };
    if (attributes.href) {
      here.path = value(attributes.href);
      here.names = [];
    }
    if (attributes.hrefVariables) here.names = [...here.names, ...names(attributes.hrefVariables)];
    if (element.element === "httpTransaction") {
      const part = (kind) => element.content.find((each) => each.element === kind) || {};
      const request = part("httpRequest");
      const response = part("httpResponse");
      calls.push({
        method: value((request.attributes || {}).method),
        path: value((request.attributes || {}).href) || here.path,
        status: String(value((response.attributes || {}).statusCode) || ""),
        media: mediaType(response),
        names: here.names,
      });
    } else if (Array.isArray(element.content)) {
      walk(element.content, here, calls);
    }
  }
}

const result = {};
for (const file of process.argv.slice(1)) {
  const calls = [];
  const parsed = drafter.parseSync(fs.readFileSync(file, "utf8"), {});
  walk(parsed.content.filter((each) => each.element === "category"), { names: [] }, calls);
  result[file] = calls;
}
console.log(JSON.stringify(result));
