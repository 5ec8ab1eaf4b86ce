import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, picture } from "./browser";
import { Letters } from "./letters";
import { Stack, until } from "./stack";

// What an agent does with the lists: narrow, keep, look, choose many, and all of it by keys.

let stack: Stack;
let browser: Browser;
const agents: Agent[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterEach(async () => {
  await Promise.all(agents.splice(0).map((agent) => agent.context.close()));
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function logIn(email: string, looks = {}): Promise<Agent> {
  const agent = await Agent.logIn(browser, stack.url, email, looks);
  agents.push(agent);
  return agent;
}

function write(subject: string, body = "Dzień dobry"): Promise<Letters> {
  return Letters.begin(stack.url, "demo-glowny", { name: "Jan Kowalczyk", subject, body });
}

/** Changes a ticket as another program of the agent's would. */
function change(page: Page, ticket: string, property: string, value: string): Promise<void> {
  return page.evaluate(
    async ([id, property, value]) => {
      const body = JSON.stringify({ id: crypto.randomUUID(), property, value });
      const { ok, status } = await fetch(`/api/v1/tickets/${id}/changes`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (!ok) throw new Error(`change: ${status}`);
    },
    [ticket, property, value] as const,
  );
}

const titles = (page: Page) => page.locator("[data-ticket]").allTextContents();
const shows = (page: Page, ...expected: string[]) =>
  until(async () => JSON.stringify(await titles(page)) === JSON.stringify(expected), `the list shows ${expected.join(", ")}`).catch(async (error: Error) => {
    error.message += `; it shows ${(await titles(page)).join(", ")}`;
    throw error;
  });
const rowOf = (page: Page, title: string): Locator => page.locator("[data-row]").filter({ hasText: title });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.closest("[data-row]")?.querySelector("[data-ticket]")?.textContent);
const axe = async (page: Page, name: string) => expect(await violations({ name, page })).toEqual([]);

test("a list that was narrowed stays live, is kept as a filter and becomes what the inbox begins with", async () => {
  const [first, second, third] = [await write("Zwrot A"), await write("Zwrot B"), await write("Zwrot C")];
  const anna = await logIn("anna@demo.test");
  const { page, words } = anna;
  await shows(page, "Zwrot C", "Zwrot B", "Zwrot A");
  await change(page, first.ticket, "priority", "high");

  await page.getByRole("button", { name: words.filter.open }).click();
  const panel = page.getByRole("dialog");
  await panel.getByRole("combobox", { name: words.filter.field.priority }).click();
  await page.getByRole("option", { name: words.priority.high }).click();
  await shows(page, "Zwrot A");
  await page.keyboard.press("Escape");
  await axe(page, "panel");
  await picture(page, "list-filters");
  await panel.getByRole("button", { name: words.filter.done }).click();
  await panel.waitFor({ state: "hidden" });
  expect(new URL(page.url()).search).toBe("?priority=high");

  // What fits comes by itself, what doesn't stays away; what stops fitting goes.
  const piotr = await logIn("piotr@demo.test");
  await change(piotr.page, second.ticket, "priority", "high");
  await shows(page, "Zwrot B", "Zwrot A");
  await third.write("Halo?");
  await piotr.page.getByText("Halo?").waitFor();
  await change(piotr.page, first.ticket, "priority", "low");
  await shows(page, "Zwrot B");

  await page.getByRole("button", { name: words.filter.save }).click();
  await page.getByRole("dialog").getByLabel(words.settings.word.name).fill("Ważne");
  await page.keyboard.press("Enter");
  const saved = page.getByRole("link", { name: "Ważne" });
  await saved.and(page.locator("[aria-current=page]")).waitFor();
  const menu = page.getByRole("button", { name: words.filter.menu.replace("{{name}}", "Ważne") });
  await menu.click();
  await page.getByRole("menuitem", { name: words.filter.setDefault }).click();
  await page.getByRole("img", { name: words.filter.isDefault }).waitFor();

  await page.goto(stack.url + "/inbox/");
  await page.getByRole("heading", { name: "Ważne" }).waitFor();
  await shows(page, "Zwrot B");
  await page.reload();
  await shows(page, "Zwrot B");
  await picture(page, "list-saved");

  // Altered, it can be saved again; a ticket leads back to it.
  await page.getByRole("button", { name: words.filter.remove.replace("{{field}}", words.filter.field.priority).replace("{{value}}", words.priority.high) }).click();
  await shows(page, "Zwrot C", "Zwrot B", "Zwrot A");
  await page.getByRole("button", { name: words.column.lastReply }).click();
  await shows(page, "Zwrot A", "Zwrot B", "Zwrot C");
  expect(await page.getByRole("columnheader", { name: words.column.lastReply }).getAttribute("aria-sort")).toBe("ascending");
  await page.getByRole("button", { name: words.filter.update }).click();
  await page.getByRole("button", { name: words.filter.update }).waitFor({ state: "detached" });
  await page.goto(stack.url + "/inbox/mine");
  await saved.click();
  await shows(page, "Zwrot A", "Zwrot B", "Zwrot C");
  await anna.openTicket("Zwrot B");
  await page.getByRole("link", { name: words.ticket.back.replace("{{view}}", "Ważne") }).click();
  await page.getByRole("heading", { name: "Ważne" }).waitFor();

  await menu.click();
  await page.getByRole("menuitem", { name: words.filter.delete }).click();
  await page.getByRole("dialog").getByRole("button", { name: words.filter.delete }).click();
  await saved.waitFor({ state: "detached" });
  await page.goto(stack.url + "/inbox/");
  await page.getByRole("heading", { name: words.view.unassigned }).waitFor();

  await page.goto(stack.url + "/inbox/all?status=spam&team=none");
  await anna.reads(words.filter.empty);
  await page.getByRole("link", { name: words.filter.clear }).click();
  await rowOf(page, "Zwrot A").waitFor();
});

test("tickets are looked for by a colleague of whom none has been seen, found without diacritics", async () => {
  const magda = await logIn("magda@demo.test");
  const { page, words } = magda;
  await page.goto(stack.url + "/inbox/mine");
  await page.getByRole("button", { name: words.filter.open }).click();
  for (const field of [words.filter.field.agent, words.filter.field.watcher]) {
    const box = page.getByRole("dialog").getByRole("combobox", { name: field });
    // Whoever answers the other shop alone is nobody's colleague here.
    await box.fill("zielinski");
    await page.getByRole("listbox", { name: field }).getByText(words.property.nothing).waitFor();
    await box.fill("wisniewski");
    await page.getByRole("option", { name: "Oskar Wiśniewski" }).click();
    await page.keyboard.press("Tab");
  }
  await page.getByRole("dialog").getByRole("button", { name: words.filter.done }).click();
  for (const field of [words.filter.field.agent, words.filter.field.watcher])
    await page.getByRole("button", { name: words.filter.remove.replace("{{field}}", field).replace("{{value}}", "Oskar Wiśniewski") }).waitFor();
  await picture(page, "list-colleague");
});

test("a row’s menu changes the ticket without opening it, by keys alone; the preview opens nothing either", async () => {
  const letters = await write("Reklamacja", "Pękła podeszwa.");
  await letters.write("Czy ktoś to czyta?");
  const anna = await logIn("anna@demo.test");
  const { page, words } = anna;
  await page.goto(stack.url + "/inbox/all?sort=created");
  const row = rowOf(page, "Reklamacja");
  await row.waitFor();
  await page.keyboard.press("j");
  await until(async () => (await focused(page)) === "Reklamacja", "the first row has the focus");

  await page.keyboard.press("Space");
  const preview = page.getByRole("status", { name: words.glance.title.replace("{{title}}", "Reklamacja") });
  await preview.getByText("Pękła podeszwa.").waitFor();
  await preview.getByText("Czy ktoś to czyta?").waitFor();
  await axe(page, "preview");
  await picture(page, "list-preview");
  await page.keyboard.press("Escape");
  await preview.waitFor({ state: "detached" });

  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: words.rowMenu.priority }).waitFor();
  await axe(page, "row menu");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitemradio", { name: words.priority.normal }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await row.getByText(words.priority.urgent).waitFor();
  await page.getByRole("menu").waitFor({ state: "hidden" });
  await until(async () => (await focused(page)) === "Reklamacja", "the focus is back on the row");

  // The pointer's preview comes after a while, and leaves with it.
  await row.hover({ position: { x: 300, y: 20 } });
  await preview.waitFor();
  // Who comes to it keeps it.
  await preview.hover();
  await axe(page, "preview under the pointer");
  expect(await preview.isVisible()).toBe(true);
  await page.mouse.move(700, 5);
  await preview.waitFor({ state: "detached" });
  // Nobody has joined, and nothing was read.
  expect(await row.textContent()).toContain(words.list.nobody);
  expect(await row.getAttribute("data-unread")).not.toBeNull();

  await page.keyboard.press("a");
  await page.getByRole("option", { name: "Piotr Zieliński" }).click();
  await row.getByText("Piotr Zieliński").waitFor();
  await row.getByRole("button").click();
  await page.getByRole("menuitem", { name: words.ticket.close }).click();
  await page.getByRole("dialog").getByRole("button", { name: words.ticket.close }).click();
  await row.getByText(words.status.closed).waitFor();
  await page.getByRole("button", { name: words.ticket.reopen }).click();
  await row.getByText(words.status.open).waitFor();
});

test("many tickets are closed at once, but for the one whose customer has just written", async () => {
  await write("Paczka 1");
  const second = await write("Paczka 2");
  await write("Paczka 3");
  const anna = await logIn("anna@demo.test");
  const { page, words } = anna;
  await page.goto(stack.url + "/inbox/unassigned?sort=created");
  const box = (title: string) => rowOf(page, title).getByRole("checkbox");
  await box("Paczka 3").check();
  await box("Paczka 1").click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: words.bulk.title });
  await bar.getByText("Wybrano: 3").waitFor();
  // What is chosen stays so, wherever live updates put it.
  await second.write("Nadal nic.");
  await rowOf(page, "Nadal nic.").waitFor();
  await bar.getByText("Wybrano: 3").waitFor();
  await axe(page, "many chosen");
  await picture(page, "list-many");

  await bar.getByRole("button", { name: words.property.priority }).click();
  await page.getByRole("menuitem", { name: words.priority.high }).click();
  await page.getByText("Zmienione tickety: 3").waitFor();
  for (const title of ["Paczka 1", "Paczka 2", "Paczka 3"]) await rowOf(page, title).getByText(words.priority.high).waitFor();

  await box("Paczka 1").check();
  await box("Paczka 3").click({ modifiers: ["Shift"] });
  await bar.getByRole("button", { name: words.bulk.close }).click();
  const question = page.getByRole("dialog");
  await question.waitFor();
  await second.write("Jeszcze jedno!");
  await rowOf(page, "Jeszcze jedno!").waitFor();
  await question.getByRole("button", { name: words.bulk.close }).click();
  const failures = bar.getByRole("list", { name: words.bulk.failures });
  await failures.getByText(words.error.code.customer_wrote).waitFor();
  expect(await failures.getByRole("listitem").count()).toBe(1);
  await bar.getByText("Zmienione tickety: 2.").waitFor();
  await axe(page, "some failed");
  await picture(page, "list-many-failed");
  await rowOf(page, "Paczka 1").waitFor({ state: "detached" });
  await rowOf(page, "Paczka 3").waitFor({ state: "detached" });

  // Having been told, the agent closes that one too.
  await bar.getByRole("button", { name: words.bulk.again.replace("{{count}}", "1") }).click();
  await rowOf(page, "Paczka 2").waitFor({ state: "detached" });
  await bar.waitFor({ state: "detached" });
});

test("keys walk, choose and close; none does anything while something is being written, or once switched off", async () => {
  for (const n of [1, 2, 3]) await write(`Klawisze ${n}`);
  const anna = await logIn("anna@demo.test");
  const { page, words } = anna;
  await page.goto(stack.url + "/inbox/all?sort=created");
  await rowOf(page, "Klawisze 3").waitFor();
  const at = (title: string) => until(async () => (await focused(page)) === title, `${title} has the focus`);
  for (const [key, title] of [["j", "Klawisze 3"], ["j", "Klawisze 2"], ["j", "Klawisze 1"], ["k", "Klawisze 2"], ["ArrowUp", "Klawisze 3"]] as const) {
    await page.keyboard.press(key);
    await at(title);
  }
  // What is opened by a key gives the focus back, the first time too.
  const help = page.getByRole("dialog", { name: words.keys.title });
  await page.keyboard.press("?");
  await help.locator(":focus").first().waitFor(); // it listens by then
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await at("Klawisze 3");
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByRole("combobox").and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await at("Klawisze 3");
  await page.keyboard.press("x");
  await page.getByText("Wybrano: 1").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Wybrano: 1").waitFor({ state: "detached" });
  await page.keyboard.press("Control+x");
  await page.keyboard.press("Alt+e");

  await page.keyboard.press("/");
  const search = page.getByRole("searchbox");
  await search.and(page.locator(":focus")).waitFor();
  await page.keyboard.type("jexa?");
  expect(await search.inputValue()).toBe("jexa?");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.keyboard.press("Escape");
  await until(async () => (await search.inputValue()) === "", "the field is empty again");
  // If it was searched for meanwhile: the whole list is back, with rows of its own.
  await until(
    () => page.evaluate(() => !new URLSearchParams(location.search).has("text") && document.querySelector("[data-stale]") === null),
    "nothing is searched for",
  );
  await page.keyboard.press("Escape");
  await rowOf(page, "Klawisze 3").waitFor();

  await page.keyboard.press("j");
  await at("Klawisze 3");
  await page.keyboard.press("e");
  await rowOf(page, "Klawisze 3").getByText(words.status.closed).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await anna.composer.and(page.locator(":focus")).waitFor();
  await page.keyboard.type("jeka");
  expect(await anna.composer.inputValue()).toBe("jeka");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.getByRole("heading", { name: "Klawisze 1" }).waitFor();
  await page.keyboard.press("k");
  await page.getByRole("heading", { name: "Klawisze 2" }).waitFor();
  await page.keyboard.press("r");
  await anna.composer.and(page.locator(":focus")).waitFor();
  await until(async () => (await anna.composer.inputValue()) === "jeka", "the draft is there");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await page.keyboard.press("?");
  await help.waitFor();
  await axe(page, "help");
  await picture(page, "keys");
  await help.getByRole("switch", { name: words.keys.characters }).press("Space");
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.keyboard.press("e");
  await page.getByRole("button", { name: new RegExp(words.menu.agent) }).click();
  await page.getByRole("menuitem", { name: words.keys.title }).click();
  await help.waitFor();
  expect(await anna.page.getByRole("heading", { name: "Klawisze 2" }).count()).toBe(1);
  expect(await help.getByRole("switch").isChecked()).toBe(false);
});

test("what another agent has is closed from the list only when that is confirmed", async () => {
  await write("U Piotra");
  const piotr = await logIn("piotr@demo.test");
  await piotr.view(piotr.words.view.unassigned);
  await piotr.openTicket("U Piotra");
  await piotr.reads(piotr.words.standing.joined);
  const { page, words } = await logIn("anna@demo.test");
  await page.goto(stack.url + "/inbox/all?sort=created");
  const row = rowOf(page, "U Piotra");
  await row.getByText("Piotr Zieliński").waitFor();
  await page.keyboard.press("j");
  await until(async () => (await focused(page)) === "U Piotra", "the row has the focus");
  const question = page.getByRole("dialog");
  const cancel = question.getByRole("button", { name: words.cancel });
  await page.keyboard.press("e");
  await cancel.and(page.locator(":focus")).waitFor();
  await question.getByText("Piotr Zieliński").waitFor();
  await axe(page, "closing another's");
  await picture(page, "list-close-others");
  await cancel.press("Enter");
  await question.waitFor({ state: "detached" });
  await until(async () => (await focused(page)) === "U Piotra", "the row has the focus again");
  expect(await row.getByText(words.status.closed).count()).toBe(0);
  await page.keyboard.press("e");
  await question.getByRole("button", { name: words.ticket.close }).click();
  await row.getByText(words.status.closed).waitFor();
});

test("on a phone the same: menu, choosing many, filters", async () => {
  await write("Telefon", "Dzień dobry, piszę z telefonu");
  const anna = await logIn("anna@demo.test", { phone: true, lang: "en" });
  const { page, words } = anna;
  await page.goto(stack.url + "/inbox/all");
  const card = rowOf(page, "Telefon");
  await card.getByRole("button").tap();
  await page.getByRole("menuitem", { name: words.rowMenu.status }).tap();
  await page.getByRole("menuitemradio", { name: words.status.pending }).tap();
  await card.getByText(words.status.pending).waitFor();
  await card.getByRole("checkbox").tap();
  await page.getByText("Selected: 1").waitFor();
  await axe(page, "phone, many");
  await page.getByRole("button", { name: words.filter.open }).tap();
  await page.getByRole("dialog").getByRole("combobox", { name: words.filter.field.status }).waitFor();
  await axe(page, "phone, panel");
  await picture(page, "phone-list-filters");
});

test("what was said is found without its diacritics, in the address and back; nothing found says what was searched", async () => {
  const letters = await write("Pytanie o buty", "Czy są żółte kalosze w rozmiarze 38?");
  await write("Inna sprawa", "Chodzi o fakturę.");
  const anna = await logIn("anna@demo.test");
  const { page, words } = anna;
  await page.goto(stack.url + "/inbox/all");
  await rowOf(page, "Inna sprawa").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("zolte KALOSZE");
  await shows(page, "Pytanie o buty");
  // What was found by the first word alone may have shown before.
  await until(async () => (await rowOf(page, "Pytanie o buty").locator("mark").allTextContents()).join() === "żółte,kalosze", "both words are marked");
  expect(new URL(page.url()).searchParams.get("text")).toBe("zolte KALOSZE");
  await axe(page, "found");
  await picture(page, "list-found");

  // What is known shows its news where it stands.
  await letters.write("Halo?");
  await change(page, letters.ticket, "priority", "urgent");
  await rowOf(page, "Pytanie o buty").getByText(words.priority.urgent).waitFor();

  await anna.openTicket("Pytanie o buty");
  await anna.reads(words.standing.joined);
  await page.goBack();
  await shows(page, "Pytanie o buty");
  await page.reload();
  await shows(page, "Pytanie o buty");
  expect(await page.getByRole("searchbox").inputValue()).toBe("zolte KALOSZE");

  await anna.view(words.view.unassigned);
  await page.getByRole("heading", { name: words.view.unassigned }).waitFor();
  await page.getByRole("searchbox").fill("kaloszki");
  await anna.reads(words.search.empty.replace("{{text}}", "kaloszki"));
  await axe(page, "nothing found");
  await picture(page, "list-nothing-found");
  await page.getByRole("searchbox").fill("zolte");
  await anna.reads(words.search.empty.replace("{{text}}", "zolte")); // opening it took it out of this view
  await page.getByRole("link", { name: words.search.everywhere }).click();
  await shows(page, "Pytanie o buty");
  await page.getByRole("heading", { name: words.view.all }).waitFor();
  await page.getByRole("button", { name: words.search.clear }).click();
  await rowOf(page, "Inna sprawa").waitFor();
  expect(new URL(page.url()).search).toBe("");
});
