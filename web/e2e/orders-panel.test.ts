import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { complaints, launch, picture } from "./browser";
import { Customer } from "./customer";
import { Fakebase } from "./fakebase";
import { Stack, until } from "./stack";

// The panel of a ticket's orders, against BaseLinker's stand-in.

let stack: Stack;
let browser: Browser;
let base: Fakebase;
/** Where the ticket with orders is. */
let ticket: string;

beforeAll(async () => {
  base = await Fakebase.start(30);
  [stack, browser] = await Promise.all([
    Stack.start(undefined, { more: { ROZMOWA_BASELINKER_URL: base.url, ROZMOWA_BASELINKER_PANEL_URL: "https://panel.baselinker.test/orders#" } }),
    launch(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await base?.stop();
});

async function writes(email: string, subject: string, body: string): Promise<void> {
  const customer = await Customer.visit(browser, stack.url + "/demo/");
  await customer.open();
  await customer.fillForm("Zofia Żółkiewska", email, subject, body);
  await customer.sees(body);
  await customer.page.close();
}

test("an agent sees the customer's orders, links and unlinks, and asks anew", async () => {
  const zofia = "zofia@example.com";
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const heard = complaints(admin.page);
  const { page } = admin;
  const said = admin.words.orders;
  const found: string[] = [];
  const look = async (name: string, of = page) => {
    found.push(...(await violations({ name, page: of })));
    await of.getByRole("heading", { name: admin.words.ordersTitle }).scrollIntoViewIfNeeded();
    await of.evaluate(() => document.querySelector("aside:last-of-type")?.scrollTo(0, 1e6));
    await picture(of, `orders-${name}`);
    await of.emulateMedia({ colorScheme: "dark" });
    await picture(of, `orders-${name}-dark`);
    await of.emulateMedia({ colorScheme: "light" });
  };
  const panel = page.getByRole("complementary").last();
  const button = (name: string | RegExp, inside: Locator | Page = panel) => inside.getByRole("button", { name, exact: typeof name === "string" });
  const card = (id: number) => panel.getByRole("article").filter({ hasText: String(id) });

  // Nothing is connected yet.
  await writes("nikt@example.com", "Bez konta", "Dzień dobry");
  await admin.view(admin.words.view.unassigned);
  await admin.openTicket("Bez konta");
  await panel.getByRole("link", { name: said.connect }).waitFor();
  await look("unconnected");

  const older = await base.addOrder("Zofia@Example.com", "Zofia Żółkiewska");
  const newer = await base.addOrder(zofia, "Zofia Żółkiewska");
  const others = await base.addOrder("mama@example.com", "Krystyna Żółkiewska");
  await base.connect(page);
  await panel.getByText(said.none.replace("{{email}}", "nikt@example.com")).waitFor();
  await look("none");

  // By address whatever its case, and by the number that she wrote.
  const body = `Dzień dobry, gdzie jest zamówienie nr ${others.id} i moje dwa?`;
  await until(() => base.asked(), "the mirror has read");
  await writes("ZOFIA@example.com", "Gdzie paczki", body);
  await admin.view(admin.words.view.unassigned);
  await admin.openTicket("Gdzie paczki");
  ticket = page.url();
  await card(newer.id).waitFor();
  await card(older.id).waitFor();
  expect(await panel.getByRole("article").filter({ has: page.getByRole("button", { expanded: true }) }).count(), "the newest is open").toBe(1);
  const link = panel.getByRole("link", { name: said.open });
  expect(await link.getAttribute("href")).toBe(`https://panel.baselinker.test/orders#${newer.id}`);
  await panel.getByText(said.maybe.title).waitFor();
  await look("two");
  await button(said.maybe.yesNumber.replace("{{number}}", String(others.id))).click();
  await button(new RegExp(said.number.replace("{{number}}", String(others.id)))).waitFor();
  await panel.getByText(said.maybe.title).waitFor({ state: "detached" });

  // Unlinked, and taken back.
  await button(said.unlinkNumber.replace("{{number}}", String(others.id))).click();
  await card(others.id).waitFor({ state: "detached" });
  await button(said.undo, page).click();
  await card(others.id).waitFor();

  // What changed at BaseLinker comes with the next look, which is asked for here.
  const statuses = await base.statuses();
  const other = statuses.at(-1)!;
  await base.tell("PATCH", `orders/${newer.id}`, { status_id: other.id });
  await button(said.refresh).click();
  await card(newer.id).getByText(other.name, { exact: true }).waitFor();

  // Another is found by its number, by keyboard alone.
  const third = await base.addOrder("tata@example.com", "Jan Żółkiewski");
  await button(said.search.title).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: said.search.title });
  await dialog.getByLabel(said.search.label).and(page.locator(":focus")).waitFor();
  await page.keyboard.type(String(third.id));
  await page.keyboard.press("Enter");
  await button(said.search.linkNumber.replace("{{number}}", String(third.id)), dialog).waitFor();
  await look("search");
  await button(said.search.linkNumber.replace("{{number}}", String(third.id)), dialog).click();
  await dialog.waitFor({ state: "detached" });
  await card(third.id).waitFor();

  // The inbox's search finds the ticket by it, and says why.
  await admin.view(admin.words.view.all);
  await page.getByRole("searchbox").fill(String(third.id));
  const row = page.locator("[data-row]").filter({ hasText: "Gdzie paczki" });
  await row.getByText(`${admin.words.list.foundOrder} ${third.id}`, { exact: true }).waitFor();
  await until(async () => (await page.locator("[data-row]").count()) === 1, "no other is found");
  found.push(...(await violations({ name: "found by its order", page })));
  await picture(page, "orders-found");
  await page.getByRole("button", { name: admin.words.search.clear }).click();

  // A block that somebody else began is waited out, and said.
  await base.block("8m");
  await writes("nowa@example.com", "Nowa klientka", "Dzień dobry");
  await admin.view(admin.words.view.unassigned);
  await admin.openTicket("Nowa klientka");
  await panel.getByText(new RegExp(said.notice.blocked.split("{{time}}")[0]!)).waitFor();
  await look("blocked");
  await base.block("0s");
  expect(heard, "the console says nothing").toEqual([]);
  expect(found, "axe finds nothing").toEqual([]);
});

test("on a phone and in English the panel stands in its drawer", async () => {
  const agent = await Agent.logIn(browser, stack.url, "anna@demo.test", { phone: true, lang: "en" });
  const { page, words } = agent;
  await page.goto(ticket);
  await page.getByRole("button", { name: words.ticket.facts }).click();
  const drawer = page.getByRole("dialog", { name: words.ticket.facts });
  await drawer.getByRole("article").first().waitFor();
  expect(await violations({ name: "phone", page })).toEqual([]);
  await drawer.getByRole("heading", { name: words.ordersTitle }).scrollIntoViewIfNeeded();
  await picture(page, "orders-phone");
  expect(await drawer.evaluate((element) => element.scrollWidth <= element.clientWidth), "nothing is cut off").toBe(true);
});
