import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { intercept, launch } from "./browser";
import { Customer } from "./customer";
import { Shop } from "./shop";
import { Stack, until } from "./stack";

// What a shop's own scripts may do with the chat.

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

const call = ({ page }: Customer, script: string) => page.evaluate(script);

test("a script opens the chat, fills in who the customer is, and closes it", async () => {
  const tess = await Customer.visit(browser, shop.origin + "/");
  await tess.icon.waitFor();
  await call(tess, "Rozmowa.identify({ name: 'Tess Kos', email: 'tess@example.com' }); Rozmowa.open()");
  await until(async () => (await tess.frame.getByLabel(tess.words.name).inputValue()) === "Tess Kos", "the name is filled in");
  expect(await tess.frame.getByLabel(tess.words.email).inputValue()).toBe("tess@example.com");
  await call(tess, "Rozmowa.close()");
  await tess.page.locator(".dock:not(.shown)").waitFor();
  expect(await call(tess, "Object.keys(window).filter((name) => /rozmowa/i.test(name))")).toEqual(["Rozmowa"]);
  await tess.context.close();
});

test("a chat that is destroyed is gone, whatever was on its way", async () => {
  const tess = await Customer.visit(browser, shop.origin + "/");
  await tess.open();
  await tess.fillForm("Tess", "tess@example.com", "Kubek", "Czy jest żółty?");
  await tess.sees("Czy jest żółty?");
  // New settings are asked for, and come when the shop has taken the chat away.
  let answer = () => {};
  let asked = () => {};
  const asking = new Promise<void>((resolve) => (asked = resolve));
  const removed = new Promise<void>((resolve) => (answer = resolve));
  await intercept(tess.page, /demo-glowny\.js\?at=/, async (route) => {
    asked();
    await removed;
    await route.continue();
  });
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  await admin.page.evaluate(async () => {
    const { channels } = await (await fetch("/api/v1/channels/configured")).json();
    const main = channels.find(({ key }: { key: string }) => key === "demo-glowny");
    await fetch(`/api/v1/channels/${main.id}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ version: main.version, draft: { ...main.settings, welcome: "Witamy!" } }),
    });
  });
  await asking;
  await call(tess, "Rozmowa.destroy()");
  expect(await tess.page.locator("rozmowa-chat").count()).toBe(0);
  const came = tess.page.waitForEvent("requestfinished", (request) => /\?at=/.test(request.url()));
  answer();
  await came;
  await until(async () => (await tess.page.locator('script[src*="?at="]').count()) === 0, "the script has run");
  expect(await tess.page.locator("rozmowa-chat").count()).toBe(0);
  // Included again, it is there again, with the conversation that goes on.
  await call(tess, "const again = document.createElement('script'); again.src = document.querySelector('script[src*=demo-glowny]').src; document.body.append(again)");
  await tess.sees("Czy jest żółty?");
  await Promise.all([tess, admin].map(({ context }) => context.close()));
});
