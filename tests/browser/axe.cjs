// Opens pages in Chromium and says what axe finds wrong with them, in light and dark, wide and
// narrow; with it, what the browser complained of and what the pages asked of third parties.
//
//     echo '{"pages": ["http://127.0.0.1:8000/"], "chromium": "/usr/bin/chromium"}' | node axe.cjs
//
// The packages come from the folder that NODE_PATH names. Answers are JSON, one object for each
// page and setting.
"use strict";

const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

const SETTINGS = [
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 360, height: 740 } },
];
const QUIET = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

// All pages of one setting are opened in one tab: a tab of its own for each takes most of the time.
async function lookAtAll(context, urls) {
  const page = await context.newPage();
  let complaints = [];
  let asked = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  let origin;
  await page.route(
    (address) => address.origin !== origin,
    (route) => {
      asked.push([route.request().resourceType(), route.request().url()]);
      return route.fulfill({ status: 204 });
    },
  );
  const answers = [];
  for (const url of urls) {
    [complaints, asked, origin] = [[], [], new URL(url).origin];
    const seen = await look(page, url);
    answers.push({ ...seen, complaints, asked });
  }
  await page.close();
  return answers;
}

async function look(page, url) {
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const overflows = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  const violations = found.violations.map(({ id, impact, nodes }) => ({
    id, impact, nodes: nodes.map((node) => `${node.html} – ${node.failureSummary}`),
  }));
  return { url, violations, overflows, passed: found.passes.length };
}

async function main() {
  let input = "";
  for await (const piece of process.stdin) input += piece;
  const { pages, chromium: executablePath } = JSON.parse(input);
  const browser = await chromium.launch({ executablePath, args: QUIET, chromiumSandbox: false });
  const answers = [];
  try {
    await Promise.all(SETTINGS.map(async (setting) => {
      const context = await browser.newContext(setting);
      for (const seen of await lookAtAll(context, pages)) {
        answers.push({ scheme: setting.colorScheme, ...seen });
      }
      await context.close();
    }));
  } finally {
    await browser.close();
  }
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
