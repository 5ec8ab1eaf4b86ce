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
    const seen = ((window as unknown as { seen: object }).seen = { long: [] as number[], shifts: 0 });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => seen.long.push(entry.duration))).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => (seen.shifts += list.getEntries().length)).observe({ type: "layout-shift", buffered: true });
  });
  // What the same page costs without the chat is the page's own.
  shop.snippet = "<!-- none -->";
  await page.goto(shop.origin + "/");
  const measure = () => page.evaluate(() => (window as unknown as { seen: { long: number[]; shifts: number } }).seen);
  const bare = await measure();
  shop.snippet = "";
  await page.goto(shop.origin + "/");
  await page.locator("button.icon").waitFor();
  await page.waitForLoadState("networkidle");
  const { long, shifts } = await measure();
  expect(asked).toEqual(["/widget/demo-glowny.js"]);
  expect(long.length).toBeLessThanOrEqual(bare.long.length);
  expect(shifts).toBe(0);
  await context.close();
});
