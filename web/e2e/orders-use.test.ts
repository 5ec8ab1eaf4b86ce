import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { complaints, intercept, launch, picture } from "./browser";
import { Customer } from "./customer";
import { Fakebase, type Ordered } from "./fakebase";
import { Stack, until } from "./stack";

// The panel of orders as an agent uses it: by keyboard, on a low screen, with many orders, and while BaseLinker can't be asked.

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

async function writes(email: string, subject: string, before = async (): Promise<unknown> => undefined): Promise<void> {
  const customer = await Customer.visit(browser, stack.url + "/demo/");
  await customer.open();
  await before();
  await customer.fillForm("Zofia Żółkiewska", email, subject, "Dzień dobry");
  await customer.sees("Dzień dobry");
  await customer.page.close();
}

/** What has the keyboard, by its name. */
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");

/** Waits until what has the keyboard has the name, or one that holds it. */
const hasKeyboard = async (page: Page, name: () => Promise<string | null>): Promise<void> => {
  await until(async () => {
    const wanted = await name();
    return wanted !== null && (await focused(page)).includes(wanted);
  }, "it has the keyboard");
};

test("the panel is used by keyboard, and nothing that has the keyboard goes away with it", async () => {
  const zofia = "zofia@example.com";
  const orders: Ordered[] = [];
  for (let i = 0; i < 12; i++) orders.push(await base.addOrder(zofia, "Zofia Żółkiewska"));
  const [first, , , , , , , , , , , newest] = orders as [Ordered, ...Ordered[]] & { 11: Ordered };
  const { products } = await base.tell<{ products: object[] }>("GET", `orders/${newest!.id}`);
  const many = Array.from({ length: 100 }, (_, i) => ({ ...products[0], line_id: 0, name: `Kubek nr ${i + 1}`, sku: `KUB-${i + 1}` }));
  await base.tell("PATCH", `orders/${newest!.id}`, { products: many });
  const statuses = await base.statuses();
  const was = statuses.find(({ id }) => id === newest!.status_id)!;
  const wanted = statuses.find(({ id }) => id !== was.id)!;

  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const heard = complaints(admin.page);
  const { page, words } = admin;
  const said = words.orders;
  const found: string[] = [];
  const look = async (name: string) => {
    found.push(...(await violations({ name, page })));
    await picture(page, `orders-use-${name}`);
  };
  await base.connect(page);
  await until(() => base.asked(), "the mirror has read");
  await writes(zofia, "Pierwszy ticket");
  await writes(zofia, "Drugi ticket");
  await admin.view(words.view.unassigned);
  await admin.openTicket("Drugi ticket");

  // On a screen of 900 pixels the panel begins below; its heading tells that there are orders, and leads to them.
  const panel = page.getByRole("complementary").last();
  const button = (name: string | RegExp) => panel.getByRole("button", { name, exact: typeof name === "string" });
  const numbered = (text: string, id: number) => text.replace("{{number}}", String(id));
  const heading = button(new RegExp(`^${words.ordersTitle}\\s*12$`));
  await heading.waitFor();
  // What stands above is there in full; before, the panel begins higher up.
  await admin.property(words.property.priority).waitFor();
  await panel.getByRole("button", { name: words.contacts.sender.add }).waitFor();
  const card = panel.getByRole("article").filter({ hasText: String(newest!.id) });
  const inside = async () => {
    const [column, head, top] = await Promise.all([panel.boundingBox(), heading.boundingBox(), card.boundingBox()]);
    return { head: head!.y >= column!.y && head!.y + head!.height <= column!.y + column!.height, card: top!.y < column!.y + column!.height - 40 };
  };
  expect(await inside()).toEqual({ head: true, card: false });
  await look("below");
  await heading.focus();
  await page.keyboard.press("Enter");
  expect(await inside()).toEqual({ head: true, card: true });
  expect(await page.evaluate(() => document.scrollingElement!.scrollTop), "the page stays where it is").toBe(0);

  // What one doesn't need is folded, and stays so.
  await button(words.property.title).click();
  expect(await panel.getByLabel(words.property.priority).count()).toBe(0);
  await page.reload();
  await heading.waitFor();
  expect(await button(words.property.title).getAttribute("aria-expanded")).toBe("false");
  expect(await panel.getByLabel(words.property.priority).count()).toBe(0);
  await button(words.property.title).click();
  await heading.click();

  // A hundred products, and twelve orders: a few are shown, and the keyboard goes on with those that come.
  await button(said.allProducts_many.replace("{{count}}", "100")).focus();
  await page.keyboard.press("Enter");
  await hasKeyboard(page, async () => "Kubek nr 6");
  expect(await panel.getByRole("list", { name: said.products }).getByRole("listitem").count()).toBe(100);
  await button(new RegExp(numbered(said.number, newest!.id))).first().click(); // folded
  expect(await panel.getByRole("article").count()).toBe(10);
  await button(said.showMore_few.replace("{{count}}", "2")).focus();
  await page.keyboard.press("Enter");
  expect(await panel.getByRole("article").count()).toBe(12);
  await hasKeyboard(page, async () => String(orders[1]!.id));

  // A number is copied, and that is said.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await button(numbered(said.copyNumber, newest!.id)).click();
  await card.getByRole("status").filter({ hasText: words.facts.copied }).waitFor({ state: "attached" });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(String(newest!.id));

  // Another status, typed; then the last one back.
  const changes = card.getByRole("button", { name: new RegExp(`^${numbered(said.wish.change, newest!.id).split(",")[0]!}`) });
  await changes.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: said.wish.find }).waitFor();
  await look("statuses");
  await page.keyboard.type(wanted.name);
  await page.keyboard.press("Enter");
  await card.getByText(said.wish.changed.replace("{{was}}", was.name).replace("{{status}}", wanted.name)).waitFor();
  await hasKeyboard(page, async () => await changes.getAttribute("aria-label"));
  await look("changed");
  await card.getByRole("button", { name: said.wish.undo, exact: true }).focus();
  await page.keyboard.press("Enter");
  await hasKeyboard(page, async () => await changes.getAttribute("aria-label"));
  await until(async () => (await base.order(newest!.id)).status_id === was.id, "it is undone");

  const note = card.getByRole("button", { name: numbered(said.wish.addNoteTo, newest!.id) });
  await note.focus();
  await page.keyboard.press("Enter");
  await card.getByLabel(said.wish.noteLabel).waitFor();
  await look("note");
  await page.keyboard.press("Escape");
  await hasKeyboard(page, async () => numbered(said.wish.addNoteTo, newest!.id));

  // Taken off: the keyboard stays in the panel.
  await button(new RegExp(numbered(said.number, first.id))).first().click();
  await button(numbered(said.unlinkNumber, first.id)).focus();
  await page.keyboard.press("Enter");
  await panel.getByRole("article").filter({ hasText: String(first.id) }).waitFor({ state: "detached" });
  await hasKeyboard(page, async () => words.ordersTitle);

  // What waits for an order in one ticket shows in the other, while it waits.
  await base.block("40s"); // long enough to open the other ticket, on a busy machine as well
  await changes.click();
  await page.getByRole("combobox", { name: said.wish.find }).fill(wanted.name);
  await page.keyboard.press("Enter");
  const waiting = card.getByText(said.wish.status.replace("{{status}}", wanted.name));
  await waiting.filter({ hasText: words.operation.orderWait.blocked.split("{{time}}")[0]! }).waitFor();
  const ours = page.url();
  await page.goto(stack.url + "/inbox/");
  await admin.view(words.view.unassigned);
  await admin.openTicket("Pierwszy ticket");
  await waiting.filter({ hasText: said.wish.elsewhere }).waitFor();
  await look("elsewhere");
  await waiting.waitFor({ state: "detached", timeout: 120_000 });
  await card.getByText(wanted.name, { exact: true }).waitFor();
  expect(page.url()).not.toBe(ours);

  expect(found, "axe finds nothing").toEqual([]);
  expect(heard, "the console says nothing").toEqual([]);
});

test("who clicks out of the statuses into the reply writes there", async () => {
  const order = await base.addOrder("status@example.com", "Zofia Żółkiewska");
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const heard = complaints(admin.page);
  const { page, words } = admin;
  const said = words.orders;
  await writes("status@example.com", "Lista statusów");
  await admin.view(words.view.unassigned);
  await admin.openTicket("Lista statusów");
  const changes = page.getByRole("button", { name: new RegExp(`^${said.wish.change.replace("{{number}}", String(order.id)).split(",")[0]!}`) });
  const find = page.getByRole("combobox", { name: said.wish.find });
  await page.getByRole("button", { name: words.ticket.close, exact: true }).waitFor(); // it is their own: e closes it

  await changes.click();
  await find.waitFor();
  await admin.composer.click();
  await find.waitFor({ state: "detached" });
  await page.keyboard.type("Zaraz sprawdzę, pozdrawiam serdecznie");
  expect(await admin.composer.inputValue()).toBe("Zaraz sprawdzę, pozdrawiam serdecznie");
  await page.getByRole("button", { name: words.ticket.close, exact: true }).waitFor();

  // Left by Escape, or with a status picked by the mouse, the keyboard is where it was.
  await changes.click();
  await find.waitFor();
  await page.keyboard.press("Escape");
  await find.waitFor({ state: "detached" });
  await hasKeyboard(page, async () => await changes.getAttribute("aria-label"));
  await page.keyboard.press("Enter");
  await find.waitFor();
  const wanted = (await base.statuses()).find(({ id }) => id !== order.status_id)!;
  await page.getByRole("option", { name: wanted.name, exact: true }).click();
  await until(async () => (await base.order(order.id)).status_id === wanted.id, "it has the status");
  await hasKeyboard(page, async () => await changes.getAttribute("aria-label"));
  expect(heard, "the console says nothing").toEqual([]);
});

test("a note for an order stays until it is sent or given up, and counts once", async () => {
  const order = await base.addOrder("notatka@example.com", "Zofia Żółkiewska");
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const heard = complaints(admin.page, /ERR_FAILED/); // of the wish that is stopped below
  const { page, words } = admin;
  const said = words.orders;
  await writes("notatka@example.com", "Notatka do zamówienia");
  await writes("notatka@example.com", "Obok notatki");
  await admin.view(words.view.unassigned);
  await admin.openTicket("Notatka do zamówienia");
  const turn = page.getByRole("button", { name: said.wish.addNoteTo.replace("{{number}}", String(order.id)), exact: true });
  /** The same, when there is a note that wasn't sent. */
  const kept = page.getByRole("button", { name: said.wish.keptNoteTo.replace("{{number}}", String(order.id)), exact: true });
  const field = page.getByLabel(said.wish.noteLabel);
  const gone = () => field.waitFor({ state: "detached" });
  const holds = async (what: string) => {
    await field.waitFor();
    expect(await field.inputValue(), what).toBe(text);
  };
  const isWriting = () => page.evaluate(() => document.activeElement instanceof HTMLTextAreaElement);
  const text = "Klientka prosi o zapakowanie na prezent, bez paragonu w paczce, i o telefon przed wysyłką, najlepiej po godzinie 16:00.".padEnd(120, "!");

  // The button and Escape fold it, and the keyboard follows.
  await turn.click();
  await field.waitFor();
  await page.keyboard.type(text);
  await turn.click();
  await gone();
  await page.getByText(said.wish.keptNote, { exact: true }).waitFor();
  await picture(page, "orders-use-kept-note");
  await kept.click();
  await holds("folded by the button");
  expect(await isWriting()).toBe(true);
  await page.keyboard.press("Escape");
  await gone();
  await hasKeyboard(page, () => kept.getAttribute("aria-label"));
  await page.keyboard.press("Enter");
  await holds("folded by Escape");

  // It belongs to the ticket, and doesn't take the keyboard when one comes back.
  await admin.view(words.view.unassigned);
  await admin.openTicket("Obok notatki");
  await turn.waitFor();
  expect(await field.count(), "in the other ticket").toBe(0);
  await admin.view(words.view.mine);
  await admin.openTicket("Notatka do zamówienia");
  await holds("in another ticket meanwhile");
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(false);

  // On a narrower screen it stands in the drawer, and outlives it.
  await page.setViewportSize({ width: 1000, height: 900 });
  await gone();
  const drawer = page.getByRole("dialog", { name: words.ticket.facts });
  const open = () => page.getByRole("button", { name: words.ticket.facts }).click();
  await open();
  await holds("in the drawer");
  await field.press("Escape");
  await gone();
  expect(await drawer.isVisible(), "Escape folds the note alone").toBe(true);
  await kept.click();
  await holds("folded in the drawer");
  await page.mouse.click(100, 450);
  await drawer.waitFor({ state: "detached" });
  await open();
  await holds("the drawer was closed");
  await page.setViewportSize({ width: 1440, height: 900 });
  await drawer.waitFor({ state: "detached" });
  await holds("back beside the conversation");

  // Sent, it waits, and is nowhere else; it comes back when it wasn't taken.
  const tooMuch = said.wish.tooLong_many.split(":")[1]!;
  await page.evaluate((words) => {
    const look = () => document.body.innerText.includes(words) && document.body.setAttribute("data-too-much", "");
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, tooMuch);
  const wishes = "**/wishes";
  let stop = (): void => undefined;
  const held = new Promise<void>((resolve) => (stop = resolve));
  await intercept(page, wishes, async (route) => {
    await held;
    await route.abort();
  });
  await page.getByRole("button", { name: said.wish.send, exact: true }).click();
  const waiting = page.getByText(said.wish.note.replace("{{note}}", text));
  await waiting.waitFor();
  await gone();
  stop();
  await holds("it wasn't taken");
  const number = (await page.locator("header").getByText(/^#\d+$/).textContent())!;
  await page.getByRole("alert").getByText(words.ticket.failed.order.replace("#{{number}}", number)).waitFor();
  await waiting.waitFor({ state: "detached" });
  await page.unroute(wishes);
  expect(await page.locator("[data-too-much]").count(), "it had room all the time").toBe(0);
  await page.getByRole("button", { name: said.wish.send, exact: true }).click();
  await until(async () => !!(await base.order(order.id)).admin_comments?.endsWith(text), "the note is written");
  await turn.click();
  expect(await field.inputValue(), "it is sent").toBe("");

  // Given up.
  await page.keyboard.type("Zbędna");
  await page.getByRole("button", { name: words.cancel, exact: true }).click();
  await gone();
  await turn.click();
  expect(await field.inputValue(), "it is given up").toBe("");
  expect(heard, "the console says nothing else").toEqual([]);
});

test("while BaseLinker can't be asked, the panel says that, and not that there is nothing", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test", { lang: "en" });
  const { page, words } = admin;
  const said = words.orders;
  const panel = page.getByRole("complementary").last();
  const none = panel.getByText(said.none.replace("{{email}}", "nikt@example.com"));
  await admin.view(words.view.unassigned);
  await writes("nikt@example.com", "Nobody yet", () => base.block("40s")); // until the panel has been looked at
  await admin.openTicket("Nobody yet");
  await panel.getByText(new RegExp(said.notice.blocked.split("{{time}}")[0]!)).waitFor();
  expect(await none.count()).toBe(0);
  await picture(page, "orders-use-blocked");
  await none.waitFor({ timeout: 120_000 });
  expect(await panel.getByText(new RegExp(said.notice.blocked.split("{{time}}")[0]!)).count()).toBe(0);
});
