// An operator's night in Chromium: comes by the link of an alert, signs in, polls, acknowledges.
// By keyboard alone, with scripts and without.
//
//     echo '{"base": "http://127.0.0.1:8081", "name": "…", "password": "…", "chromium": "…"}' | node operator.cjs
"use strict";

const { chromium } = require("playwright-core");

const QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];

async function tabTo(page, selector) {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  throw new Error(`no way to ${selector} by keyboard at ${page.url()}`);
}

async function night(context, { base, name, password, source }) {
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${base}/sources/${source}`);
  await page.focus("#name");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await Promise.all([page.waitForURL("**/sources/**"), page.keyboard.press("Enter")]);
  const came = new URL(page.url()).pathname;
  await tabTo(page, "form[action$='/poll'] button");
  await Promise.all([page.waitForURL("**asked=**"), page.keyboard.press("Enter")]);
  const said = await page.textContent("[role=status]");
  await page.goto(`${base}/incidents`);
  await tabTo(page, ".incidents summary");
  await page.keyboard.press("Enter");
  await tabTo(page, ".incidents input[name=note]");
  await page.keyboard.type("the publisher knows");
  await Promise.all([page.waitForURL("**#incident-*"), page.keyboard.press("Enter")]);
  const known = await page.textContent(".incidents > li");
  await tabTo(page, ".who button");
  await Promise.all([page.waitForURL("**/sign-in"), page.keyboard.press("Enter")]);
  await page.close();
  return { came, said, known, complaints };
}

async function main() {
  let input = "";
  for await (const piece of process.stdin) input += piece;
  const asked = JSON.parse(input);
  const browser = await chromium.launch({ executablePath: asked.chromium, args: QUIET, chromiumSandbox: false });
  const answers = [];
  try {
    for (const javaScriptEnabled of [true, false]) {
      // Without scripts the page cannot be asked where the focus is: the test's own still run.
      const context = await browser.newContext({ javaScriptEnabled });
      answers.push(await night(context, asked));
      await context.close();
    }
  } finally {
    await browser.close();
  }
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
