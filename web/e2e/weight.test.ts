import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, person } from "./browser";
import { Shop } from "./shop";
import { Stack } from "./stack";

// What the chat costs a page of the shop before anybody wants it.

let stack: Stack;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open();
  [stack, browser] = await Promise.all([Stack.start(shop.origin), launch()]);
  shop.chat = stack.url;
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), shop?.close()]);
});

test("on a slow phone the loader is one request, blocks nothing for long and moves nothing", async () => {
  // What the same page costs without the chat is the page's own. A busy machine holds up anybody now and then, so each is looked at
  // three times.
  const [bare, chat] = [[], []] as [Cost[], Cost[]];
  for (let round = 0; round < 3; round++) {
    bare.push(await cost("<!-- none -->"));
    chat.push(await cost(""));
  }
  expect(chat.map(({ asked }) => asked)).toEqual(Array(3).fill(["/widget/demo-glowny.js"]));
  expect(Math.min(...chat.map(({ long }) => long))).toBeLessThanOrEqual(Math.max(...bare.map(({ long }) => long)));
  expect(chat.map(({ shifts }) => shifts)).toEqual([0, 0, 0]);
});

interface Cost {
  /** What the page asked the chat's server for. */
  asked: string[];
  /** How many tasks were long, and how often something moved. */
  long: number;
  shifts: number;
}

/** What a shop's page costs that somebody sees for the first time, with these lines in it; none: the chat's. */
async function cost(snippet: string): Promise<Cost> {
  const context = await person(browser, { phone: true });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(stack.url)) asked.push(new URL(request.url()).pathname);
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
  await page.addInitScript(() => {
    const seen = ((window as unknown as { seen: object }).seen = { long: 0, shifts: 0 });
    new PerformanceObserver((list) => (seen.long += list.getEntries().length)).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => (seen.shifts += list.getEntries().length)).observe({ type: "layout-shift", buffered: true });
  });
  shop.snippet = snippet;
  await page.goto(shop.origin + "/");
  if (snippet === "") await page.locator("button.icon").waitFor();
  await page.waitForLoadState("networkidle");
  const seen = await page.evaluate(() => (window as unknown as { seen: { long: number; shifts: number } }).seen);
  await context.close();
  return { asked, ...seen };
}
