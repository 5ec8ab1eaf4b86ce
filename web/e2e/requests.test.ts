import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { launch } from "./browser";
import { Letters } from "./letters";
import { Stack, until } from "./stack";

// What an open inbox asks for while others write. bench/inbox.go asks the same of a server, fifty times over.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test("however much is written, an inbox asks for nothing but its counts, and for those at its own pace", async () => {
  const customers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => Letters.begin(stack.url, "demo-glowny", { name: `Klient ${n}`, subject: `Pytanie ${n}`, body: "Dzień dobry" })),
  );
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  // Logging in loads no document, so its page was idle before; a fresh one is idle when all that an inbox begins with has come.
  const line = anna.page.waitForEvent("websocket");
  await anna.page.reload();
  await line;
  for (const n of customers.keys()) await anna.row(`Pytanie ${n}`).first().waitFor();
  await anna.page.waitForLoadState("networkidle");
  const asked: string[] = [];
  anna.page.on("request", (request) => {
    if (request.resourceType() !== "websocket") asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  const began = performance.now();
  for (let round = 1; round <= 12; round++) {
    await Promise.all(customers.map((customer, n) => customer.write(`Wiadomość ${round} klienta ${n}`)));
    await until(async () => (await anna.page.getByText(`Wiadomość ${round} klienta`).count()) === customers.length, "every row shows the message");
  }
  const seconds = (performance.now() - began) / 1000;

  expect(new Set(asked)).toEqual(new Set(["GET /api/v1/tickets/counts"]));
  expect(asked.length, `in ${seconds} s`).toBeLessThanOrEqual(seconds / 1.5 + 2);
});
