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

async function look(context, url) {
  const page = await context.newPage();
  const complaints = [];
  const asked = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const origin = new URL(url).origin;
  await page.route(
    (address) => address.origin !== origin,
    (route) => {
      asked.push([route.request().resourceType(), route.request().url()]);
      return route.fulfill({ status: 204 });
    },
  );
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const overflows = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  await page.close();
  const violations = found.violations.map(({ id, impact, nodes }) => ({
    id, impact, nodes: nodes.map((node) => `${node.html} – ${node.failureSummary}`),
  }));
  return { url, violations, complaints, asked, overflows, passed: found.passes.length };
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
      for (const url of pages) {
        answers.push({ scheme: setting.colorScheme, ...(await look(context, url)) });
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
