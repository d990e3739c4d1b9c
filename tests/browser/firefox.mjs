// Does in Firefox what test_other_browsers.py asks: a question as JSON on each line of stdin, its answer on a line of
// stdout. Python's Playwright brings a Firefox of its own; this one drives the one that is installed.

import { createInterface } from "node:readline";

import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.argv[2],
  headless: true,
  protocol: "webDriverBiDi",
});
const page = await browser.newPage();
await page.setViewport({ width: 1000, height: 800 });

const QUESTIONS = {
  open: ({ url }) => page.goto(url).then(() => null),
  evaluate: ({ body }) => page.evaluate(`(async () => { ${body} })()`),
  press: ({ key }) => page.keyboard.press(key),
  async drag({ places: [[x, y], ...rest] }) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const place of rest) await page.mouse.move(...place);
    await page.mouse.up();
  },
};

process.stdout.write("null\n");
for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const answer = await QUESTIONS[question.ask](question);
  process.stdout.write(`${JSON.stringify(answer ?? null)}\n`);
}
await browser.close();
