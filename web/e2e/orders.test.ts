import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { complaints, launch, picture } from "./browser";
import { Customer } from "./customer";
import { Fakebase, type OrderStatus } from "./fakebase";
import { Stack, until } from "./stack";

// What is wanted of BaseLinker, by rules and by hand, against its stand-in.

let stack: Stack;
let browser: Browser;
let base: Fakebase;

beforeAll(async () => {
  base = await Fakebase.start(10);
  [stack, browser] = await Promise.all([Stack.start(undefined, { more: { ROZMOWA_BASELINKER_URL: base.url } }), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await base?.stop();
});

test("a customer with two orders writes, a rule changes one's status, and the line of time says so", async () => {
  const zofia = "zofia@example.com";
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const heard = complaints(page);
  const said = words.orders;
  const found: string[] = [];
  const look = async (name: string) => {
    found.push(...(await violations({ name, page })));
    await picture(page, `orders-${name}`);
  };
  const statuses = await base.statuses();
  const older = await base.addOrder(zofia, "Zofia Żółkiewska");
  const newer = await base.addOrder(zofia, "Zofia Żółkiewska");
  const was = statuses.find(({ id }) => id === newer.status_id)!;
  const [wanted, byHand] = statuses.filter(({ id }) => id !== newer.status_id && id !== older.status_id) as [OrderStatus, OrderStatus];

  // Connected, and with a rule, as an admin does in the settings.
  await base.connect(page);
  await until(() => base.asked(), "the mirror has read");

  // The rule, in its editor: the status in its colour, of the newest order.
  await page.getByRole("link", { name: words.menu.rules }).click();
  await page.getByRole("button", { name: words.rules.add }).click();
  await page.getByLabel(words.rules.partName.name, { exact: true }).fill("Zwroty w BaseLinkerze");
  await page.getByRole("checkbox", { name: words.rules.event.first_message }).check();
  await page.getByRole("button", { name: words.rules.addAction, exact: true }).click();
  await page.getByRole("menuitem", { name: words.rules.action.kind.order_status, exact: true }).click();
  await page.getByRole("combobox", { name: words.rules.action.orderStatus }).click();
  await page.getByRole("option", { name: wanted.name, exact: true }).click();
  await look("rule");
  await page.getByRole("button", { name: words.rules.enable.saveAndEnable, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: words.rules.enable.saveAndEnable, exact: true }).click();
  await dialog.waitFor({ state: "detached" });

  const customer = await Customer.visit(browser, stack.url + "/demo/");
  await customer.open();
  await customer.fillForm("Zofia Żółkiewska", zofia, "Zwrot kubka", "Dzień dobry, chcę zwrócić kubek.");
  await customer.sees("Dzień dobry, chcę zwrócić kubek.");

  await page.goto(stack.url + "/inbox/");
  await admin.view(words.view.unassigned);
  await admin.openTicket("Zwrot kubka");
  const panel = page.getByRole("complementary").last();
  const card = (id: number) => panel.getByRole("article").filter({ hasText: String(id) });
  await card(newer.id).waitFor();
  await card(older.id).waitFor();
  const line = (text: string) => page.getByText(text, { exact: false }).first();
  await line(words.operation.order.status_changed.replace("{{number}}", String(newer.id)).replace("{{was}}", was.name).replace("{{status}}", wanted.name)).waitFor();
  await until(async () => (await base.order(newer.id)).status_id === wanted.id, "the stand-in has the status");
  expect((await base.order(older.id)).status_id, "the other order is as it was").toBe(older.status_id);
  const counts = await base.counts();
  expect(counts.orders[newer.id]?.status_set).toBe(1);
  await card(newer.id).getByText(wanted.name, { exact: true }).waitFor();
  await look("by-rule");

  // Undone by hand, and another status chosen from the list.
  await card(newer.id).getByRole("button", { name: said.wish.undo, exact: true }).click();
  await until(async () => (await base.order(newer.id)).status_id === was.id, "it is undone");
  await card(newer.id).getByText(was.name, { exact: true }).waitFor();
  await card(newer.id).getByRole("button", { name: new RegExp(was.name) }).first().click();
  const search = page.getByLabel(said.wish.find);
  if ((await search.count()) > 0) await search.fill(byHand.name);
  await look("statuses");
  await base.block("45s"); // long enough for what is looked at meanwhile, on a busy machine as well
  await page.getByRole("option", { name: byHand.name, exact: true }).click();
  await card(newer.id).getByText(new RegExp(words.operation.orderWait.blocked.split("{{time}}")[0]!)).waitFor();
  await look("waits");
  // The line of time says so as well, also where the orders aren't on screen.
  const waits = admin.conversation.getByText(new RegExp(words.operation.orderWait.blocked.split("{{time}}")[0]!));
  await waits.waitFor();
  await page.setViewportSize({ width: 1000, height: 900 });
  await page.reload();
  await waits.waitFor();
  await picture(page, "orders-waits-narrow");
  await until(async () => (await base.order(newer.id)).status_id === byHand.id, "it is done after the block");
  await waits.waitFor({ state: "detached" });
  await page.setViewportSize({ width: 1440, height: 900 });

  // A note, within what the comments hold.
  await card(newer.id).getByRole("button", { name: said.wish.addNoteTo.replace("{{number}}", String(newer.id)), exact: true }).click();
  const note = card(newer.id).getByLabel(said.wish.noteLabel);
  await note.fill("ż".repeat(201));
  expect(await card(newer.id).getByRole("button", { name: said.wish.send, exact: true }).isDisabled()).toBe(true);
  await note.fill("Klientka wybiera zwrot pieniędzy");
  await look("note");
  await card(newer.id).getByRole("button", { name: said.wish.send, exact: true }).click();
  await until(async () => !!(await base.order(newer.id)).admin_comments?.endsWith("Klientka wybiera zwrot pieniędzy"), "the note is written");

  // The customer was told of nothing.
  expect(await customer.page.content()).not.toContain(wanted.name);
  expect(found).toEqual([]);
  expect(heard).toEqual([]);
});
