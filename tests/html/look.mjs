// SPDX-License-Identifier: MIT
// look.mjs - open reports in Chromium and say what is wrong with them, as JSON on standard output:
// for each page and way to look at it a list of problems.
//
//     node look.mjs BROWSER MODULES FILE.html...
//
// MODULES is where npm installed playwright-core and axe-core.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [browserPath, modules, ...files] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");
const axe = readFileSync(join(modules, "axe-core", "axe.min.js"), "utf8");

const views = {
  "wide and light": { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  "phone and dark": { colorScheme: "dark", viewport: { width: 390, height: 844 } },
};

// What goes beyond the right edge and is not cut off or scrolled by what it stands in.
function overflow() {
  const room = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > room
    ? [`${document.documentElement.scrollWidth} pixels wide, there is room for ${room}`]
    : [];
}

async function violations(page) {
  // What is folded up is looked at as well.
  await page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
  await page.evaluate(axe);
  const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  return found.violations.map(
    (v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(" | ")}`);
}

// Would a script run that got into the page?  The policy has to say no.
async function runsScripts(page) {
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'a script ran'";
    document.body.append(script);
  });
  return (await page.title()) === "a script ran" ? ["a script ran"] : [];
}

async function look(browser, file, view) {
  // The policy stands; what is evaluated here is not the page's.
  const context = await browser.newContext({ ...view, offline: true });
  const page = await context.newPage();
  const problems = [];
  const url = pathToFileURL(file).href;
  page.on("request", (r) => r.url() !== url && problems.push(`asked for ${r.url()}`));
  page.on("console", (m) => problems.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => problems.push(`error: ${e.message}`));
  page.on("dialog", (d) => problems.push(`dialog: ${d.message()}`));
  await page.goto(url);
  if (await page.evaluate("document.styleSheets.length") !== 1) problems.push("no style sheet");
  problems.push(...(await page.evaluate(overflow)), ...(await violations(page)));
  problems.push(...(await page.evaluate(overflow)).map((p) => `unfolded: ${p}`));
  const before = problems.length;
  const ran = await runsScripts(page);
  // The refusal is told on the console, and only there.
  problems.splice(before, problems.length, ...ran);
  await context.close();
  return problems;
}

const isRoot = process.getuid && process.getuid() === 0;
const browser = await chromium.launch({
  executablePath: browserPath,
  args: isRoot ? ["--no-sandbox"] : [],
});
const results = {};
for (const file of files) {
  for (const [name, view] of Object.entries(views))
    results[`${basename(file)}, ${name}`] = await look(browser, file, view);
}
await browser.close();
console.log(JSON.stringify(results));
