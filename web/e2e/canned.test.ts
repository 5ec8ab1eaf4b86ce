import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, picture } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";

// Admins write answers once; agents find them by "/" and colleagues by "@", with the keyboard alone.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** An agent with a ticket of their own, whose customer gave this name. */
async function serving(email: string, name: string, subject: string): Promise<{ agent: Agent; customer: Customer }> {
  const customer = await Customer.visit(browser, stack.url + "/demo/");
  await customer.open();
  await customer.fillForm(name, "klient@example.com", subject, "Jak odesłać buty?");
  await customer.sees("Jak odesłać buty?");
  const agent = await Agent.logIn(browser, stack.url, email);
  await agent.openTicket(subject);
  await agent.reads(agent.words.standing.joined);
  return { agent, customer };
}

const options = ({ page }: Agent) =>
  page.getByRole("listbox").getByRole("option").evaluateAll((rows) => rows.map((row) => row.firstElementChild?.textContent ?? ""));
const offers = (agent: Agent, ...names: string[]) =>
  until(async () => JSON.stringify(await options(agent)) === JSON.stringify(names), `offered: ${names.join(", ")}`);

const filled = "Dzień dobry, Anna!\nJesteśmy codziennie przez całą dobę. Pozdrawiam, Piotr (Sklep główny)";

test("where there is no reply yet, who asks for one sends nothing", async () => {
  const { agent, customer } = await serving("anna@demo.test", "Ewa Nowak", "Pytanie");
  const { page, words } = agent;
  await agent.composer.pressSequentially("/zwr");
  await page.getByText(words.canned.none).waitFor();
  await page.keyboard.press("Enter");
  expect(await agent.composer.inputValue()).toBe("/zwr");
  // Escape leaves it as words.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await customer.sees("Jak odesłać buty?", "/zwr");
  await Promise.all([agent, customer].map((each) => each.context.close()));
});

test("an admin writes a reply for one chat; an agent there finds it by the keyboard and the customer reads it filled", async () => {
  const found: string[] = [];
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.canned;
  const look = async (name: string, at = page) => {
    found.push(...(await violations({ name, page: at })));
    await picture(at, `canned-${name}`);
  };
  await page.getByRole("link", { name: words.menu.settings }).click();
  await page.getByRole("tab", { name: said.tab, exact: true }).click();
  await page.getByText(said.empty).waitFor();
  await look("empty");

  const write = async (name: string, chat?: string) => {
    await page.getByRole("button", { name: said.add, exact: true }).click();
    await page.getByLabel(said.field.name, { exact: true }).fill(name);
    if (!chat) return;
    await page.getByRole("combobox", { name: said.field.channels }).click();
    await page.getByRole("option", { name: chat, exact: true }).click();
    await page.keyboard.press("Escape");
  };
  const body = page.getByRole("textbox", { name: said.field.body });
  const save = page.getByRole("button", { name: words.form.save, exact: true });
  const put = (placeholder: keyof typeof said.placeholder) => page.getByRole("button", { name: said.placeholder[placeholder], exact: true }).click();
  const listed = page.getByRole("list", { name: said.tab, exact: true });

  // What can't be filled is said by its name; buttons put what can at the caret.
  await write("Zwrot – jak odesłać", "Sklep główny");
  await body.fill("Dzień dobry, {imię}!");
  await save.click();
  await page.getByText(said.unknown.replace("{{names}}", "{imię}")).waitFor();
  await until(() => body.evaluate((field) => field === document.activeElement), "the field that is wrong has the keyboard");
  await look("form-error");
  await body.fill("Dzień dobry, ");
  await put("customerFirstName");
  await page.keyboard.type("!\nJesteśmy ");
  await put("hours");
  await page.keyboard.type(". Pozdrawiam, ");
  await put("agentFirstName");
  await page.keyboard.type(" (");
  await put("channelName");
  await page.keyboard.type(")");
  const example = page.locator("[data-preview]");
  await until(async () => (await example.innerText()).startsWith("Dzień dobry, Anna!"), "the preview is filled with examples");
  await look("form");
  await save.click();
  await listed.getByText("Sklep główny · Dzień dobry, {customer.firstName}!").waitFor();
  await write("Zwrot do outletu", "Outlet");
  await body.fill("Outlet przyjmuje zwroty tylko na miejscu.");
  await save.click();
  await listed.getByRole("listitem").nth(1).waitFor();
  await look("list");

  const { agent: piotr, customer } = await serving("piotr@demo.test", "KOWALSKA, anna", "Zwrot butów");
  await piotr.composer.pressSequentially("Już piszę: /zwrot odeslac");
  await offers(piotr, "Zwrot – jak odesłać");
  // Everything but the buttons is done from the field.
  const field = piotr.page.getByRole("combobox", { name: words.composer.reply });
  const active = await field.getAttribute("aria-activedescendant");
  expect(await piotr.page.getByRole("option").getAttribute("id")).toBe(active);
  await look("popup", piotr.page);
  await piotr.page.keyboard.press("Escape");
  await piotr.page.getByRole("listbox").waitFor({ state: "detached" });
  expect(await piotr.composer.inputValue()).toBe("Już piszę: /zwrot odeslac");
  // A search in vain isn't sent to the customer.
  await piotr.composer.fill("");
  await piotr.composer.pressSequentially("/zwrto");
  await piotr.reads(words.suggest.nothing.replace("{{query}}", "zwrto"));
  await piotr.composer.press("Enter");
  expect(await piotr.composer.inputValue()).toBe("/zwrto");
  await piotr.composer.fill("");
  await piotr.page.getByRole("button", { name: said.button }).click();
  await offers(piotr, "Zwrot – jak odesłać");

  // A reply that an admin adds just now is offered at once.
  await write("Zdjęcie produktu");
  await body.fill("Poproszę o zdjęcie. Zamówienie {order.number}, zgłoszenie {ticket.number}.");
  await save.click();
  await offers(piotr, "Zwrot – jak odesłać", "Zdjęcie produktu");
  await piotr.page.keyboard.press("ArrowDown");
  await look("popup-gap", piotr.page);
  await piotr.page.keyboard.press("ArrowUp");
  await piotr.page.keyboard.press("Enter");
  const holds = (text: string) => until(async () => (await piotr.composer.inputValue()) === text, `the field holds ${JSON.stringify(text)}`);
  await holds(filled);
  await piotr.page.keyboard.press("Control+z");
  await holds("/");
  await piotr.page.keyboard.press("Control+Shift+z");
  await holds(filled);
  await piotr.page.reload();
  await until(async () => (await piotr.composer.inputValue()) === filled, "the draft is kept");
  await piotr.composer.press("Enter");
  await customer.sees("Jak odesłać buty?", filled);

  // Moving and deleting.
  const act = (action: string, name: string) => page.getByRole("button", { name: action.replace("{{name}}", name), exact: true });
  const names = () => listed.getByRole("listitem").evaluateAll((rows) => rows.map((row) => row.querySelector("[data-name]")?.textContent ?? ""));
  await act(words.settings.word.up, "Zdjęcie produktu").click();
  await until(async () => JSON.stringify(await names()) === JSON.stringify(["Zwrot – jak odesłać", "Zdjęcie produktu", "Zwrot do outletu"]), "it is moved");
  await act(words.settings.word.delete, "Zwrot do outletu").click();
  await page.getByRole("dialog").getByText(said.deleteText).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: words.settings.word.deleteButton, exact: true }).click();
  await until(async () => (await names()).length === 2, "it is deleted");
  expect(found).toEqual([]);
  await Promise.all([admin, piotr, customer].map((each) => each.context.close()));
});

test("two admins at once: the second is told what differs, and decides", async () => {
  const [one, other] = await Promise.all([Agent.logIn(browser, stack.url, "admin@demo.test"), Agent.logIn(browser, stack.url, "admin@demo.test")]);
  const said = one.words.canned;
  const edit = async (admin: Agent, text: string) => {
    await admin.page.goto(stack.url + "/inbox/settings/replies");
    await admin.page.getByRole("button", { name: admin.words.settings.word.edit.replace("{{name}}", "Zdjęcie produktu"), exact: true }).click();
    await admin.page.getByRole("textbox", { name: said.field.body }).fill(text);
  };
  const save = (admin: Agent) => admin.page.getByRole("button", { name: admin.words.form.save, exact: true }).click();
  await edit(one, "Moja wersja");
  await edit(other, "Ich wersja");
  await save(other);
  await one.reads(said.conflict);
  await picture(one.page, "canned-conflict");
  expect(await one.page.getByRole("textbox", { name: said.field.body }).inputValue()).toBe("Moja wersja");
  await one.page.getByRole("button", { name: one.words.form.conflict.overwrite }).click();
  await one.page.getByRole("list", { name: said.tab, exact: true }).getByText("Moja wersja").waitFor();
  await Promise.all([one, other].map((each) => each.context.close()));
});

test("what a reply leaves open is asked about before it is sent", async () => {
  const { agent, customer } = await serving("anna@demo.test", "jan1987", "Paczka");
  const { page, words } = agent;
  const said = words.canned;
  await agent.composer.pressSequentially("/zwrot");
  await offers(agent, "Zwrot – jak odesłać");
  await page.keyboard.press("Tab");
  await page.getByText(said.gaps.replace("{{names}}", "imię klienta {customer.firstName}")).waitFor();
  await picture(page, "canned-gap");
  await agent.composer.press("End");
  await agent.composer.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText(said.ask).waitFor();
  expect(await violations({ name: "asked", page })).toEqual([]);
  await picture(page, "canned-asked");
  await page.keyboard.press("Enter"); // keeps it
  await dialog.waitFor({ state: "detached" });
  await until(() => agent.composer.evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd) === "{customer.firstName}"), "the gap is selected");
  expect(await customer.bubbles()).toEqual(["Jak odesłać buty?"]);
  await page.keyboard.type("Janie");
  await page.getByText(said.show, { exact: true }).waitFor({ state: "detached" });
  await agent.composer.press("Enter");
  const first = "Dzień dobry, Janie!\nJesteśmy codziennie przez całą dobę. Pozdrawiam, Anna (Sklep główny)";
  await customer.sees("Jak odesłać buty?", first);

  await agent.reply("Zamówienie {order.number}");
  await dialog.getByRole("button", { name: said.sendAnyway }).click();
  await customer.sees("Jak odesłać buty?", first, "Zamówienie {order.number}");
  await Promise.all([agent, customer].map((each) => each.context.close()));
});

test("a colleague mentioned in a note sees it stand out; the draft remembers them, the customer sees nothing", async () => {
  const { agent: anna, customer } = await serving("anna@demo.test", "Ewa Żak", "Reklamacja");
  const { page, words } = anna;
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.page.goto(page.url());
  await piotr.conversation.waitFor();
  const note = page.getByRole("textbox", { name: words.composer.note });
  await page.getByText(words.composer.note, { exact: true }).click();
  await note.pressSequentially("Klient e-mail jan@example.com, zapytaj @");
  await offers(anna, "Alicja Nowak", "Oskar Wiśniewski", "Piotr Zieliński");
  await page.keyboard.type("ziel");
  await offers(anna, "Piotr Zieliński");
  expect(await violations({ name: "mention", page })).toEqual([]);
  await picture(page, "mention-popup");
  await page.keyboard.press("Enter");
  await page.keyboard.type("i @osk");
  await offers(anna, "Oskar Wiśniewski");
  await page.keyboard.press("Enter");
  await page.getByText(words.mention.told.replace("{{names}}", "Piotr Zieliński, Oskar Wiśniewski")).waitFor();
  // What is deleted isn't mentioned any more.
  for (let at = 0; at < " i @Oskar Wiśniewski ".length; at++) await page.keyboard.press("Backspace");
  await page.getByText(words.mention.told.replace("{{names}}", "Piotr Zieliński"), { exact: true }).waitFor();
  await page.reload();
  await page.getByText(words.mention.told.replace("{{names}}", "Piotr Zieliński"), { exact: true }).waitFor();
  await note.press("Enter");
  const text = "Klient e-mail jan@example.com, zapytaj @Piotr Zieliński";
  await anna.sees("Jak odesłać buty?", text);
  await piotr.sees("Jak odesłać buty?", text);
  const mention = (agent: Agent) => agent.conversation.locator("[data-mention]");
  await until(async () => JSON.stringify(await mention(anna).allTextContents()) === '["@Piotr Zieliński"]', "the mention stands out");
  expect(await mention(anna).getAttribute("data-own")).toBeNull();
  expect(await mention(piotr).getAttribute("data-own")).toBe("true");
  expect(await violations({ name: "mentioned", page: piotr.page })).toEqual([]);
  await picture(piotr.page, "mention-own");
  expect(await customer.bubbles()).toEqual(["Jak odesłać buty?"]);
  await Promise.all([anna, piotr, customer].map((each) => each.context.close()));
});
