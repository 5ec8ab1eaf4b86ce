import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { launch } from "./browser";
import { median, printFigures } from "./figures";
import { Letters } from "./letters";
import { Stack, until } from "./stack";
import { install, type Opened } from "./stopwatch";

// How long an agent waits from the key to the ticket; docs/PERFORMANCE.md has the figures of a quiet machine. Nothing here
// fails because a machine is slow: the figures are printed beside a bare frame and a bare request of the same run.

/** Tickets in the list, entries in each of those that are opened, and how many those are. */
const LIST = 50;
const ENTRIES = 200;
const OPENED = 22;

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test("a ticket of 200 entries is opened from a list of 50 by a key", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const { page } = anna;
  const tickets: string[] = [];
  for (let n = 1; n <= LIST; n++) {
    const letters = await Letters.begin(stack.url, "demo-glowny", { name: `Klient ${n}`, subject: `Pytanie ${n}`, body: "Dzień dobry, proszę o pomoc." });
    tickets.push(letters.ticket);
  }
  await fill(page, tickets.slice(0, OPENED));

  const filled = await toList(page, tickets.slice(0, OPENED));
  const frames = await repeat(2 * OPENED, () => page.evaluate(() => window.stopwatch.bareFrame()));
  const requests = await repeat(OPENED, () => page.evaluate((id) => window.stopwatch.bareRequest(id), filled[0]!));
  const unseen = await openEach(page, filled, false);
  // A fresh page knows nothing of any.
  await toList(page, filled);
  const lookedAt = await openEach(page, filled, true);
  // As many as the page keeps.
  const again = await openEach(page, filled.slice(-20), false);

  const [frame, request] = [median(frames), median(requests)];
  const rowsOf = (what: string, all: Opened[], baseline: number) => [
    { name: `${what}: header`, values: all.map(({ header }) => header), baseline: frame },
    { name: `${what}: messages`, values: all.map(({ messages }) => messages), baseline },
  ];
  printFigures("from the key to the frame that shows a ticket", [
    { name: "a bare frame", values: frames },
    { name: "a bare request for the entries", values: requests },
    ...rowsOf("never opened, key at once", unseen, frame + request),
    ...rowsOf("never opened, row had the focus", lookedAt, frame),
    ...rowsOf("opened before", again, frame),
  ]);
});

/** Goes to the list anew; answers with the tickets in its order. */
async function toList(page: Page, tickets: string[]): Promise<string[]> {
  await page.goto(stack.url + "/inbox/all");
  await until(async () => (await page.locator("[data-ticket]").count()) >= tickets.length, "the list shows the tickets");
  await page.evaluate(install);
  const order = await page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row") ?? ""));
  const listed = order.filter((id) => tickets.includes(id));
  expect(listed).toHaveLength(tickets.length);
  return listed;
}

test("a line that comes back brings what was missed, and joins nobody", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const { page, words } = anna;
  const letters = await Letters.begin(stack.url, "demo-glowny", { name: "Ewa Nowak", subject: "Nikt przy biurku", body: "Dzień dobry." });
  const address = `/api/v1/tickets/${letters.ticket}`;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const opened = () => asked.filter((request) => request === `POST ${address}/open`).length;
  const free = page.getByRole("status").filter({ hasText: words.standing.free });

  // A line that is only silent is given up after a while; this one ends.
  let line: WebSocketRoute | undefined;
  await page.routeWebSocket(/\/socket$/, (route) => {
    line = route;
    route.connectToServer();
  });
  await page.goto(`${stack.url}/inbox/tickets/${letters.ticket}`);
  await anna.reads(words.standing.joined);
  await anna.sees("Dzień dobry.");
  await page.waitForLoadState("networkidle");
  expect(opened()).toBe(1);
  await anna.choose(words.property.agent, words.property.nobody);
  await free.waitFor();

  await anna.context.setOffline(true);
  await line!.close();
  await anna.reads(words.connection.lost);
  await letters.write("Czy ktoś tu jest?");
  asked.length = 0;
  const looked = page.waitForResponse((response) => new RegExp(`${letters.ticket}(/open)?$`).test(response.url()));
  await anna.context.setOffline(false);
  await (await looked).finished();
  await anna.sees("Dzień dobry.", "Czy ktoś tu jest?");
  await page.waitForLoadState("networkidle");
  expect(opened()).toBe(0);
  await free.waitFor();
  const { summary } = await page.evaluate(async (path) => (await fetch(path)).json() as Promise<{ summary: { agent?: object } }>, address);
  expect(summary.agent).toBeUndefined();

  // A person does.
  await free.getByRole("button", { name: words.standing.join }).click();
  await anna.reads(words.standing.joined);
  expect(opened()).toBe(1);
  await anna.context.close();
});

test("a row that is looked at is fetched, and nobody joins by it", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const { page, words } = anna;
  const { ticket } = await Letters.begin(stack.url, "demo-glowny", { name: "Jan Kowalczyk", subject: "Nieodebrane", body: "Czy ktoś tu jest?" });
  const link = page.locator(`[data-row="${ticket}"] [data-ticket]`);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const entries = page.waitForResponse((response) => response.url().includes(`${ticket}/entries`));
  await link.focus();
  await (await entries).finished();
  expect(asked.filter((request) => request.startsWith("POST"))).toEqual([]);

  await link.press("Enter");
  await anna.reads(words.standing.joined);
  await anna.sees("Czy ktoś tu jest?");
});

test("a list stands still while a row has the keyboard, and moves again when that row was scrolled away", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const { page, words } = anna;
  await page.goto(stack.url + "/inbox/all");
  const rows = page.locator("[data-row]");
  await rows.first().waitFor();
  await page.keyboard.press("j");
  const first = await rows.first().getAttribute("data-row");
  const held = page.locator(`[data-row="${first}"]`);
  await until(() => held.evaluate((row) => row.contains(document.activeElement)), "the row has the keyboard");
  const write = (subject: string) => Letters.begin(stack.url, "demo-glowny", { name: "Jan Kowalczyk", subject, body: "Dzień dobry" });
  await write("Nowy pierwszy");
  await page.getByRole("button", { name: words.list.arrived_one.replace("{{count}}", "1") }).waitFor();

  const box = (await held.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 300);
  await until(async () => {
    await page.mouse.wheel(0, 4000);
    return (await held.count()) === 0;
  }, "the row isn't drawn any more");
  await page.mouse.move(2, 2);
  const { ticket } = await write("Nowy drugi");
  await until(async () => {
    await page.mouse.move(box.x + box.width / 2, box.y + 300);
    await page.mouse.wheel(0, -4000);
    await page.mouse.move(2, 2);
    return (await page.locator(`[data-row="${ticket}"]`).count()) === 1;
  }, "the newest stands above, unasked");
});

async function repeat<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let n = 0; n < times; n++) all.push(await act());
  return all;
}

/** Writes the journals: short and long messages, a note now and then. */
async function fill(page: Page, tickets: string[]): Promise<void> {
  await page.evaluate(
    async ([ids, entries]) => {
      const words = "Dzień dobry, dziękuję za wiadomość. Paczka została nadana wczoraj i powinna dotrzeć jutro przed południem. ".repeat(4);
      const write = async (id: string) => {
        for (let n = 2; n <= entries; n++) {
          const { ok, status } = await fetch(`/api/v1/tickets/${id}/entries`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ id: crypto.randomUUID(), kind: n % 9 === 0 ? "note" : "message", body: `${n}. ${words.slice(0, 20 + ((n * 37) % 380))}` }),
          });
          if (!ok) throw new Error(`entry ${n}: ${status}`);
        }
      };
      const left = [...ids];
      const writers = Array.from({ length: 6 }, async () => {
        for (let id = left.shift(); id !== undefined; id = left.shift()) await write(id);
      });
      await Promise.all(writers);
    },
    [tickets, ENTRIES] as const,
  );
}

/** Opens each by Enter on its row and comes back. `rested`: the key comes when nothing more is asked because of the row's focus. */
async function openEach(page: Page, tickets: string[], rested: boolean): Promise<Opened[]> {
  const all: Opened[] = [];
  for (const ticket of tickets) {
    const link = page.locator(`[data-row="${ticket}"] [data-ticket]`);
    await link.waitFor();
    await page.waitForLoadState("networkidle");
    await page.evaluate(([id, entries]) => window.stopwatch.arm(id, entries), [ticket, ENTRIES] as const);
    // The row's own frame is none of the ticket's; a key comes no sooner.
    if (!rested) {
      await link.focus();
      await page.evaluate(() => window.stopwatch.bareFrame());
    } else {
      const looked = page.waitForResponse((response) => response.url().includes(`${ticket}/entries`));
      await link.focus();
      await (await looked).finished();
    }
    await link.press("Enter");
    all.push(await page.evaluate(() => window.stopwatch.taken()));
    await page.goBack();
  }
  return all;
}
