import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { components } from "../api/schema";
import { Agent } from "./agent";
import { launch } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";

// What an admin sets is what a customer gets, on pages that are open too.

type Configured = components["schemas"]["ConfiguredChannel"];
type Draft = components["schemas"]["ChannelDraft"];

let stack: Stack;
let browser: Browser;
let admin: Agent;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
  admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Calls the API as the admin does. */
async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await admin.page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch("/api/v1/channels" + path, {
        method,
        headers: { "Content-Type": "application/json" },
        body: body === null ? undefined : JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    },
    [method, path, body ?? null] as const,
  );
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return (answer.text ? JSON.parse(answer.text) : undefined) as T;
}

/** The demo shop's main chat, with something changed. */
async function save(change: Partial<Draft>): Promise<Configured> {
  const { channels } = await call<{ channels: Configured[] }>("GET", "/configured");
  const main = channels.find(({ key }) => key === "demo-glowny")!;
  return call("PUT", "/" + main.id, { version: main.version, draft: { ...main.settings, ...change } });
}

/** Sets something for the length of a test. */
async function during(change: Partial<Draft>, work: (saved: Configured) => Promise<void>): Promise<void> {
  const { channels } = await call<{ channels: Configured[] }>("GET", "/configured");
  const { settings } = channels.find(({ key }) => key === "demo-glowny")!;
  try {
    await work(await save(change));
  } finally {
    await save(settings);
  }
}

const visit = (path: string) => Customer.visit(browser, stack.url + path);

/** Whether the icon stands on the page, once the page has had its say. */
async function shows(customer: Customer, wanted: boolean): Promise<void> {
  await until(async () => (await customer.icon.count()) === (wanted ? 1 : 0), `the icon ${wanted ? "shows" : "is gone"} on ${customer.page.url()}`);
}

test("a black list hides the chat there and below, and single-page navigation is followed", async () => {
  await during({ targeting: { list: "deny", paths: ["/demo/kontakt"] } }, async () => {
    const tess = await visit("/demo/");
    await shows(tess, true);
    await tess.open();
    await tess.frame.getByLabel(tess.words.name).fill("Tess");
    await tess.page.getByRole("link", { name: "Kontakt" }).first().click();
    expect(new URL(tess.page.url()).pathname).toBe("/demo/kontakt");
    await shows(tess, false);
    await tess.page.goBack();
    await shows(tess, true);
    await until(async () => (await tess.frame.getByLabel(tess.words.name).inputValue()) === "Tess", "the window is open again, and the draft is there");
    const direct = await visit("/demo/kontakt");
    await shows(direct, false);
    await Promise.all([tess, direct].map(({ context }) => context.close()));
  });
});

test("a white list shows the chat only there", async () => {
  await during({ targeting: { list: "allow", paths: [stack.url + "/demo/kontakt/?skad=menu"] } }, async ({ settings }) => {
    expect(settings.targeting.paths).toEqual(["/demo/kontakt"]);
    const tess = await visit("/demo/");
    await shows(tess, false);
    await tess.page.getByRole("link", { name: "Kontakt" }).first().click();
    await shows(tess, true);
    await tess.context.close();
  });
});

test("colours, side, distance and texts reach an open window at once", async () => {
  const tess = await visit("/demo/");
  await tess.open();
  await tess.fillForm("Tess", "tess@example.com", "Kubek", "Czy jest niebieski?");
  await tess.sees("Czy jest niebieski?");
  const dock = tess.page.locator(".dock");
  const before = (await tess.icon.boundingBox())!;
  await during({ look: { primary: "#7a1fa2", secondary: "#ffffff", side: "left", offset: 120 } }, async () => {
    await until(async () => /(^| )left( |$)/.test((await dock.getAttribute("class")) ?? ""), "the dock moves to the left");
    await until(() => tess.icon.evaluate((icon) => getComputedStyle(icon).backgroundColor === "rgb(122, 31, 162)"), "the icon takes the colour");
    const after = (await tess.icon.boundingBox())!;
    expect(after.y).toBeLessThan(before.y);
    await until(
      () => tess.frame.locator("html").evaluate((html) => getComputedStyle(html).getPropertyValue("--primary").trim() === "#7a1fa2"),
      "the window takes the colour",
    );
    await tess.sees("Czy jest niebieski?");
  });
  await until(async () => /(^| )right( |$)/.test((await dock.getAttribute("class")) ?? ""), "and back");
  await tess.context.close();
});

test("settings saved before the window has its line reach it with the line", async () => {
  const tess = await visit("/demo/");
  let letThrough = () => {};
  const saved = new Promise<void>((resolve) => (letThrough = resolve));
  await tess.context.routeWebSocket(/\/socket$/, async (line) => {
    await saved;
    line.connectToServer();
  });
  await tess.open();
  await tess.fillForm("Tess", "tess@example.com", "Kubek", "Czy jest zielony?");
  await tess.sees("Czy jest zielony?");
  await during({ look: { primary: "#7a1fa2", secondary: "#ffffff", side: "left", offset: 25 } }, async () => {
    letThrough();
    await tess.page.locator(".dock.left").waitFor();
  });
  await tess.context.close();
});

test("without the form the customer writes straight away", async () => {
  await during({ form: false, welcome: "Dzień dobry, w czym pomóc?" }, async () => {
    const tess = await visit("/demo/");
    await tess.open();
    await tess.reads("Dzień dobry, w czym pomóc?");
    await tess.write("Gdzie moja paczka?");
    await tess.sees("Gdzie moja paczka?");
    await tess.context.close();
  });
});

const never: Draft["hours"] = { timeZone: "Europe/Warsaw", week: [{ day: 1, ranges: [] }], exceptions: [] };

test("after hours the text shows and nothing can be sent, or nothing exists", async () => {
  const waiting = await visit("/demo/");
  await waiting.open();
  await waiting.fillForm("Ewa", "ewa@example.com", "Zwrot", "Jak zwrócić?");
  await waiting.sees("Jak zwrócić?");
  await waiting.composer.fill("to jeszcze piszę");
  await during({ hours: never, afterHours: "message", afterHoursText: "Wracamy po świętach." }, async () => {
    const tess = await visit("/demo/");
    await tess.open();
    await tess.reads("Wracamy po świętach.");
    expect(await tess.frame.getByRole("textbox").count()).toBe(0);
    // Who waits, with nobody there yet, is told in the window that is open.
    await waiting.reads("Wracamy po świętach.");
    await waiting.composer.waitFor({ state: "detached" });
    await tess.context.close();
  });
  await until(async () => (await waiting.composer.inputValue()) === "to jeszcze piszę", "what was typed is still there");
  await waiting.context.close();

  await during({ hours: never, afterHours: "hide" }, async () => {
    const tess = await visit("/demo/");
    await tess.page.waitForLoadState("networkidle");
    await shows(tess, false);
    await tess.context.close();
  });
});

test("closing time passes on an open page, and nothing more can be sent", async () => {
  // The shop closes at 17:00 in Warsaw; for the api and the browser it is some seconds before that, on a Monday: as many as this
  // machine needs for an api that starts and a customer who writes, and more.
  const begun = Date.now();
  await stack.killApi();
  await stack.startApi();
  const early = await visit("/demo/");
  await early.open();
  await early.fillForm("Ewa", "ewa@example.com", "Kubek", "Zdążę?");
  await early.sees("Zdążę?");
  await early.context.close();
  const ahead = Math.max(12_000, 4 * (Date.now() - begun));
  const week = [{ day: 1, ranges: [{ from: 9 * 60, to: 17 * 60 }] }];
  const closing = Date.parse("2027-03-01T16:00:00Z");
  await during({ hours: { timeZone: "Europe/Warsaw", week, exceptions: [] }, afterHours: "message", afterHoursText: "Do jutra!" }, async () => {
    const shift = closing - ahead - Date.now();
    await stack.killApi();
    try {
      await stack.startApi(`${shift}ms`);
      const tess = await Customer.visit(browser, "about:blank");
      await tess.context.clock.install({ time: Date.now() + shift });
      await tess.page.goto(stack.url + "/demo/");
      await tess.open();
      await tess.fillForm("Tess", "tess@example.com", "Kubek", "Zdążę?");
      await tess.sees("Zdążę?");
      await tess.composer.fill("jeszcze jedno");
      await tess.frame.getByText("Do jutra!").first().waitFor({ timeout: 60_000 + ahead });
      await tess.composer.waitFor({ state: "detached" });
      expect(Date.now() + shift).toBeGreaterThanOrEqual(closing);
      await tess.context.close();
    } finally {
      await stack.killApi();
      await stack.startApi();
    }
  });
});

test("a chat that is switched off is gone, and comes back", async () => {
  const saved = await save({});
  await call("PUT", `/${saved.id}/enabled`, { enabled: false });
  const tess = await visit("/demo/");
  await tess.page.waitForLoadState("networkidle");
  await shows(tess, false);
  await call("PUT", `/${saved.id}/enabled`, { enabled: true });
  const next = await visit("/demo/"); // whoever was here keeps the script for a minute
  await shows(next, true);
  await Promise.all([tess, next].map(({ context }) => context.close()));
});

test("taking an agent off a chat takes its tickets from the open inbox at once", async () => {
  const tess = await visit("/demo/");
  await tess.open();
  await tess.fillForm("Olga", "olga@example.com", "Dla kogo ten ticket", "Halo?");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.row("Dla kogo ten ticket").waitFor();
  const { settings } = await save({});
  const { agents } = await admin.page.evaluate(async () => (await fetch("/api/v1/agents")).json() as Promise<{ agents: { id: string; email: string }[] }>);
  const own = agents.find(({ email }) => email === "piotr@demo.test")!.id;
  await during({ agents: settings.agents.filter((id) => id !== own) }, async () => {
    await piotr.row("Dla kogo ten ticket").waitFor({ state: "detached" });
  });
  await piotr.row("Dla kogo ten ticket").waitFor();
  await Promise.all([tess, piotr].map(({ context }) => context.close()));
});
