import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { complaints, launch } from "./browser";
import { Customer } from "./customer";
import { Shop } from "./shop";
import { Stack, until } from "./stack";

// The chat on pages of other origins: the shop's own, with its content policy and its curious scripts, and others'.

let stack: Stack;
let browser: Browser;
let shop: Shop;
let stranger: Shop;

beforeAll(async () => {
  [shop, stranger] = await Promise.all([Shop.open(), Shop.open()]);
  [stack, browser] = await Promise.all([Stack.start(shop.origin), launch()]);
  shop.chat = stranger.chat = stack.url;
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), shop?.close(), stranger?.close()]);
});
beforeEach(() => {
  shop.headers = {};
});

/** The window's document as the browser has it. */
const frameUrl = (customer: Customer) => customer.page.frames().find((frame) => frame !== customer.page.mainFrame())?.url();

test("a page whose origin isn't listed may not frame the chat", async () => {
  const eve = await Customer.visit(browser, stranger.origin + "/");
  const heard = complaints(eve.page);
  await eve.open();
  await until(async () => heard.some((words) => words.includes("frame-ancestors")), "the browser refuses the frame");
  await until(async () => frameUrl(eve)?.startsWith("chrome-error:") === true, "an error stands in the frame's place");
  expect(await eve.frame.getByRole("button", { name: "Rozpocznij czat" }).count()).toBe(0);
  await eve.context.close();
});

test("the listed shop's page asks for one script before anybody wants to chat, and for the window when they do", async () => {
  const jan = await Customer.visit(browser, "about:blank");
  const asked: string[] = [];
  jan.page.on("request", (request) => asked.push(request.url()));
  jan.page.on("websocket", (socket) => asked.push(socket.url()));
  await jan.page.goto(shop.origin + "/", { waitUntil: "networkidle" });
  await jan.icon.waitFor();
  expect(asked).toEqual([`${shop.origin}/`, `${stack.url}/widget/demo-glowny.js`]);
  expect(await jan.page.evaluate(() => document.cookie + Object.keys(localStorage).join())).toBe("");
  await jan.icon.hover();
  await until(async () => asked.some((url) => url.includes("/widget/demo-glowny/frame")), "a pointer on the icon brings the window");
  await jan.context.close();
});

test("a conversation works under the shop's strict content policy", async () => {
  shop.headers = {
    "Content-Security-Policy": `default-src 'none'; script-src ${stack.url}; frame-src ${stack.url}; img-src data:; base-uri 'none'; require-trusted-types-for 'script'`,
  };
  const jan = await Customer.visit(browser, "about:blank");
  const heard = complaints(jan.page);
  await jan.page.goto(shop.origin + "/");
  await jan.open();
  await jan.fillForm("Jan Kowalczyk", "jan@example.com", "Polityka", "Pierwsza");
  await jan.sees("Pierwsza");
  await jan.write("Druga");
  await jan.sees("Pierwsza", "Druga");
  expect(await jan.page.locator(".dock").evaluate((dock) => getComputedStyle(dock).position), "its styles are in force").toBe("fixed");
  expect(heard).toEqual([]);
  await jan.context.close();
});

test("the shop's scripts can't read the chat", async () => {
  const jan = await Customer.visit(browser, "about:blank");
  await jan.page.addInitScript(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    addEventListener("message", (event) => told.push(JSON.stringify(event.data)));
  });
  await jan.page.goto(shop.origin + "/");
  await jan.open();
  await jan.fillForm("Jan Kowalczyk", "jan@example.com", "Tajemnica", "Tylko dla obsługi");
  await jan.sees("Tylko dla obsługi");
  await jan.page.reload();
  await jan.sees("Tylko dla obsługi");

  // A frame of another site has no storage in a browser that blocks it, but a cookie that only this shop's frames get.
  const secret = await jan.frame.locator("body").evaluate(() => {
    const kept = /rozmowa-chat=([^;]+)/.exec(document.cookie);
    const item = kept ? (JSON.parse(decodeURIComponent(kept[1]!)) as [string, string])[1] : localStorage.getItem("rozmowa:demo-glowny:conversation");
    return JSON.parse(item!) as { id: string; token: string };
  });
  expect(secret.token).toMatch(/^[\w-]{43}$/);
  const known = await jan.page.evaluate(() => {
    const frame = document.querySelector("rozmowa-chat")!.shadowRoot!.querySelector("iframe")!;
    let reached = "nothing";
    try {
      reached = frame.contentWindow!.document.body.innerText;
    } catch (error) {
      reached = (error as Error).name;
    }
    const { told } = window as unknown as { told: string[] };
    const stored = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
    return { reached, document: frame.contentDocument === null, words: [...told, stored, document.documentElement.innerHTML, frame.src].join("\n") };
  });
  expect(known.reached).toBe("SecurityError");
  expect(known.document).toBe(true);
  expect(known.words).toContain(secret.id); // which conversation goes on, and nothing else of it
  for (const word of [secret.token, "Tylko dla obsługi", "jan@example.com", "Tajemnica"]) expect(known.words).not.toContain(word);
  await jan.context.close();
});
