import { randomBytes, randomUUID } from "node:crypto";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { complaints, launch, picture } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";

// What surrounds the tickets: inboxes, contacts, quick actions, the hours to answer.

let stack: Stack;
let browser: Browser;
const found: string[] = [];
const heard: string[][] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const gone = (what: Locator) => what.waitFor({ state: "detached" });

/** Has a look at a view, on a desk and, where it is told so, on a phone. */
async function look(page: Page, name: string, phone = false): Promise<void> {
  found.push(...(await violations({ name, page })));
  await picture(page, `desk-${name}`);
  if (!phone) return;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForFunction(() => innerWidth === 390);
  await until(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing of ${name} sticks out`);
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, `desk-${name}-phone-dark`);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function writes(name: string, email: string, subject: string, body: string): Promise<Customer> {
  const customer = await Customer.visit(browser, stack.url + "/demo/");
  await customer.open();
  await customer.fillForm(name, email, subject, body);
  await customer.sees(body);
  return customer;
}

/** A conversation of a chat without a form. */
async function nameless(body: string): Promise<void> {
  const admin = await logIn("admin@demo.test");
  const key = await admin.page.evaluate(async () => {
    const ask = async (path: string, body?: object) => {
      const sent = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
      return (await (await fetch(path, sent)).json()) as { key: string; agents: { id: string }[] };
    };
    const { agents } = await ask("/api/v1/agents");
    const draft = await ask("/api/v1/channels/defaults");
    const chat = { ...draft, name: "Bez formularza", shopUrl: "https://bez.example", form: false, agents: agents.map(({ id }) => id) };
    return (await ask("/api/v1/channels/configured", chat)).key;
  });
  await admin.context.close();
  const answer = await fetch(`${stack.url}/api/v1/widget/${key}/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ id: randomUUID(), token: randomBytes(32).toString("base64url"), entryId: randomUUID(), body, locale: "pl" }),
  });
  expect(answer.status).toBe(201);
}

async function logIn(email: string): Promise<Agent> {
  const agent = await Agent.logIn(browser, stack.url, email);
  heard.push(complaints(agent.page, /404|409|400/));
  return agent;
}

test("an inbox is made, and a ticket is moved to it and back for everybody who looks", async () => {
  const admin = await logIn("admin@demo.test");
  const { page, words } = admin;
  const dialog = page.getByRole("dialog");
  await page.getByRole("link", { name: words.menu.settings }).click();
  await page.getByRole("tab", { name: words.settings.inboxes.tab, exact: true }).click();
  await page.getByText(words.inboxes.empty).waitFor();
  await look(page, "inboxes-empty");
  for (const [name, chat] of [["Marka A", "Sklep główny"], ["Marka B", ""]] as const) {
    await page.getByRole("button", { name: words.inboxes.add }).click();
    await dialog.getByLabel(words.settings.word.name).fill(name);
    if (chat !== "") {
      await dialog.getByRole("combobox", { name: words.inboxes.channels }).click();
      await page.getByRole("option", { name: chat }).click();
      await page.keyboard.press("Escape");
      await look(page, "inbox-dialog");
    }
    await dialog.getByRole("button", { name: words.form.save }).click();
    await gone(dialog);
  }
  const list = page.getByRole("list", { name: words.inboxes.title, exact: true });
  await list.getByRole("listitem").filter({ hasText: "Marka A" }).getByText("Sklep główny").waitFor();
  await page.getByRole("button", { name: words.settings.word.up.replace("{{name}}", "Marka B") }).click();
  await until(async () => (await list.locator("[data-name]").allTextContents()).join() === "Marka B,Marka A", "the order changed");
  await look(page, "inboxes", true);

  // The chat's own settings know it.
  await page.getByRole("link", { name: words.menu.channels }).click();
  await page.getByRole("link", { name: "Sklep główny" }).click();
  const field = page.getByRole("combobox", { name: words.inboxes.field });
  await until(async () => (await field.inputValue()) === "Marka A", "the chat's inbox shows");
  await look(page, "inbox-in-chat");

  await writes("Ewa Sowa", "ewa@sowa.example", "Kubek", "Czy kubek jest czerwony?");
  const anna = await logIn("anna@demo.test");
  await anna.openTicket("Kubek");
  const piotr = await logIn("piotr@demo.test");
  await piotr.view(words.view.all);
  await piotr.openTicket("Kubek");
  const oskar = await logIn("operator@demo.test");
  await oskar.view(words.view.all);
  await oskar.openTicket("Kubek");
  const stands = (agent: Agent, name: string) =>
    until(async () => (await agent.property(words.property.inbox).inputValue()) === name, `the ticket stands in ${name}`);
  await stands(piotr, words.inboxes.ofChat.replace("{{name}}", "Marka A"));

  await anna.choose(words.property.inbox, "Marka B");
  await stands(piotr, "Marka B");
  await piotr.reads("Skrzynka: Marka A → Marka B (Anna Kowalska)");
  await oskar.page.getByRole("main").getByText("Marka B", { exact: true }).waitFor();
  await look(anna.page, "ticket-moved");

  await list.page().getByRole("link", { name: words.menu.settings }).click();
  await page.getByRole("tab", { name: words.settings.inboxes.tab, exact: true }).click();
  await page.getByRole("button", { name: words.settings.word.delete.replace("{{name}}", "Marka B") }).click();
  await dialog.getByText(words.inboxes.deleteText).waitFor();
  await look(page, "inbox-delete");
  await dialog.getByRole("button", { name: words.settings.word.deleteButton, exact: true }).click();
  await gone(dialog);
  await stands(piotr, words.inboxes.ofChat.replace("{{name}}", "Marka A"));
  for (const agent of [admin, anna, piotr, oskar]) await agent.context.close();
});

test("a sender becomes a contact whose page lists their tickets, live", async () => {
  await writes("Jan Kowalski", "Jan@Kowalski.example", "Reklamacja lampy", "Lampa nie świeci.");
  const anna = await logIn("anna@demo.test");
  const { page, words } = anna;
  const said = words.contacts;
  await page.getByRole("link", { name: words.menu.contacts }).click();
  await page.getByText(said.empty.title).waitFor();
  await look(page, "contacts-empty", true);

  await anna.view(words.view.all);
  await anna.openTicket("Reklamacja lampy");
  await page.getByRole("button", { name: words.ticket.more }).click();
  await page.getByRole("menuitem", { name: said.sender.add }).waitFor();
  await look(page, "quick-actions", true);
  await page.getByRole("menuitem", { name: said.sender.add }).click();
  await page.getByText(said.sender.added.replace("{{name}}", "Jan Kowalski")).waitFor();
  const piotr = await logIn("piotr@demo.test");
  await piotr.view(words.view.all);
  await piotr.openTicket("Reklamacja lampy");
  await piotr.page.getByRole("link", { name: "Jan Kowalski", exact: true }).click();
  await piotr.page.getByRole("heading", { name: "Jan Kowalski" }).waitFor();
  const tickets = piotr.page.getByRole("list", { name: said.tickets }).getByRole("listitem");
  await until(async () => (await tickets.count()) === 1, "one ticket");

  // The second comes while the page is open, from the same address in other letters.
  await writes("J. Kowalski", "jan@kowalski.EXAMPLE", "Faktura za lampę", "Proszę o fakturę.");
  await tickets.filter({ hasText: "Faktura za lampę" }).waitFor();
  await tickets.first().filter({ hasText: "Faktura za lampę" }).waitFor();
  expect(await tickets.count()).toBe(2);
  await look(piotr.page, "contact", true);

  // Two who change the same contact: the second is told, and loses nothing.
  await page.getByRole("link", { name: "Jan Kowalski", exact: true }).click();
  await page.getByLabel(said.note).fill("Stały klient.");
  await piotr.page.getByLabel(said.note).fill("Woli telefon.");
  await page.getByRole("button", { name: words.form.save }).click();
  await page.getByText(words.form.saved).waitFor();
  await piotr.page.getByText(said.conflict).waitFor();
  expect(await piotr.page.getByLabel(said.note).inputValue()).toBe("Woli telefon.");
  await look(piotr.page, "contact-conflict");
  await piotr.page.getByRole("button", { name: words.form.conflict.overwrite }).click();
  await until(async () => (await page.getByLabel(said.note).inputValue()) === "Woli telefon.", "the newer note shows");

  // An address that another has, which stays as it was typed.
  await page.getByRole("link", { name: said.back }).click();
  await page.getByRole("link", { name: said.add }).click();
  await page.getByRole("button", { name: said.create, exact: true }).waitFor();
  await page.getByLabel(said.name).fill("Zofia Bardzo-Długie-Nazwisko-Które-Ledwie-Się-Mieści Kowalska-Nowakowska");
  await page.getByRole("button", { name: said.addAddress }).click();
  const address = page.getByRole("textbox", { name: said.address.replace("{{number}}", "1") });
  await address.fill("JAN@kowalski.example");
  await page.getByRole("button", { name: said.create, exact: true }).click();
  await page.getByText(said.owner).waitFor();
  expect(await address.inputValue()).toBe("JAN@kowalski.example");
  await look(page, "contact-refused", true);
  await address.fill("zofia@kowalska.example");
  await page.getByRole("button", { name: said.create, exact: true }).click();
  await page.getByText(said.noTickets).waitFor();

  await page.getByRole("link", { name: said.back }).click();
  const people = page.getByRole("list", { name: said.title }).getByRole("listitem");
  await until(async () => (await people.count()) === 2, "both are listed");
  await look(page, "contacts", true);
  await page.getByRole("searchbox", { name: said.search }).fill("zofia@");
  await until(async () => (await people.count()) === 1, "one is found");
  await page.getByRole("searchbox", { name: said.search }).fill("nikt taki");
  await page.getByText(said.nothing.replace("{{search}}", "nikt taki")).waitFor();
  await page.getByRole("searchbox", { name: said.search }).fill("");
  await people.filter({ hasText: "Zofia" }).getByRole("link").click();
  await page.getByRole("button", { name: said.delete.button }).click();
  await page.getByRole("dialog").getByRole("button", { name: said.delete.button }).click();
  await until(async () => (await people.count()) === 1, "she is gone");

  // A chat without a form gives no name.
  await nameless("Bez imienia");
  await anna.view(words.view.all);
  await anna.openTicket("Bez imienia");
  await page.getByRole("button", { name: said.sender.add }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: said.create, exact: true }).click();
  await dialog.getByText(words.form.problem.empty).waitFor();
  await dialog.getByLabel(said.name).fill("Jan");
  await dialog.getByLabel(said.sender.email).fill("jan@KOWALSKI.example");
  await look(page, "sender-dialog", true);
  await dialog.getByRole("button", { name: said.create, exact: true }).click();
  await page.getByText(said.sender.found.replace("{{name}}", "Jan Kowalski")).waitFor();
  await gone(dialog);
  await until(async () => (await page.getByRole("link", { name: "Jan Kowalski", exact: true }).count()) > 0, "the ticket is his");
  await anna.context.close();
  await piotr.context.close();
});

test("the next autoresponder is switched off and on again, and others see it", async () => {
  const customer = await writes("Ola Lis", "ola@lis.example", "Dostawa", "Kiedy dostawa?");
  const anna = await logIn("anna@demo.test");
  const { page, words } = anna;
  await anna.openTicket("Dostawa");
  const piotr = await logIn("piotr@demo.test");
  await piotr.view(words.view.all);
  await piotr.openTicket("Dostawa");
  await page.getByRole("button", { name: words.ticket.more }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: new RegExp(`^${words.quick.autoresponderOff}`) }).waitFor();
  await page.getByRole("menuitem", { name: new RegExp(`^${words.quick.autoresponderOff}`) }).focus();
  await page.keyboard.press("Enter");
  await piotr.reads(words.quick.autoresponderIsOff);
  await piotr.reads("Następny autoresponder wyłączony (Anna Kowalska)");
  await look(page, "autoresponder-off", true);
  await piotr.page.getByRole("button", { name: words.quick.autoresponderUndo }).click();
  await gone(page.getByText(words.quick.autoresponderIsOff));
  await anna.reads("Następny autoresponder znów włączony (Piotr Zieliński)");
  expect(await customer.bubbles()).toEqual(["Kiedy dostawa?"]);
  await anna.context.close();
  await piotr.context.close();
});

test("the hours to answer change lists and open tickets at once", async () => {
  await writes("Iga Mech", "iga@mech.example", "Rozmiar", "Jaki to rozmiar?");
  const piotr = await logIn("piotr@demo.test");
  const { words } = piotr;
  await piotr.view(words.view.awaiting);
  const row = piotr.page.getByRole("row").filter({ hasText: "Rozmiar" });
  await row.getByText(/jeszcze 2[34]/).waitFor();
  const anna = await logIn("anna@demo.test");
  await anna.openTicket("Rozmiar");

  const admin = await logIn("admin@demo.test");
  const { page } = admin;
  await page.getByRole("link", { name: words.menu.settings }).click();
  const hours = page.getByRole("textbox", { name: words.general.hours });
  await until(async () => (await hours.inputValue()) === "24", "the hours that are set show");
  await hours.fill("0");
  await page.getByRole("button", { name: words.form.save }).click();
  await page.getByText(words.form.problem.answer_hours).waitFor();
  await look(page, "general-refused", true);
  await hours.fill("12");
  await page.getByRole("button", { name: words.form.save }).click();
  await page.getByText(words.form.saved).waitFor();
  await row.getByText(/jeszcze 1[12]/).waitFor();
  await anna.page.getByText(/jeszcze 1[12]/).first().waitFor();
  await look(page, "general");
  for (const agent of [admin, anna, piotr]) await agent.context.close();
});

test("a new installation leads to the first chat, and tells others whom to ask", async () => {
  const fresh = await Stack.start(undefined, { empty: true });
  try {
    await fresh.addAgent("Maria Król", "maria@sklep.example", "admin");
    await fresh.addAgent("Jan Lis", "jan@sklep.example", "agent");
    const admin = await Agent.logIn(browser, fresh.url, "maria@sklep.example");
    const { page, words } = admin;
    const said = words.firstRun;
    const steps = page.getByRole("list", { name: said.steps });
    for (const view of [words.view.all, words.view.mine, words.view.awaiting, words.view.unassigned]) {
      await admin.view(view);
      await steps.waitFor();
    }
    expect(await page.getByRole("link", { name: said.code.action }).count()).toBe(0);
    await look(page, "first-run", true);

    const agent = await Agent.logIn(browser, fresh.url, "jan@sklep.example");
    await agent.reads(said.noAccess.text);
    await look(agent.page, "first-run-agent", true);

    await page.getByRole("link", { name: said.chat.action }).click();
    await page.getByLabel(words.channels.basics.name).fill("Sklep");
    await page.getByLabel(words.channels.basics.shopUrl).fill("https://sklep.example");
    const people = page.getByRole("combobox", { name: words.channels.agents.label });
    await people.fill("Jan");
    await page.getByRole("option").filter({ hasText: "Jan Lis" }).click();
    await page.getByRole("button", { name: words.channels.editor.create }).click();
    await page.getByRole("dialog").getByText(words.channels.code.where).waitFor();
    await page.keyboard.press("Escape");
    // Who got access sees the usual empty view without doing anything.
    await agent.reads(words.empty.unassigned.title);

    await admin.view(words.view.unassigned);
    await steps.getByText(said.done).first().waitFor({ state: "attached" });
    await page.getByRole("link", { name: said.code.action }).waitFor();
    await look(page, "first-run-made");
    const key = await page.evaluate(async () => {
      const { channels } = (await (await fetch("/api/v1/channels/configured")).json()) as { channels: { key: string }[] };
      return channels[0]!.key;
    });
    expect((await fetch(`${fresh.url}/widget/${key}.js`, { headers: { Referer: "https://sklep.example/" } })).status).toBe(200);
    await page.reload();
    // A page has loaded it; what is left is that she has no access herself.
    await admin.reads(said.noAccess.title);
    await look(page, "first-run-admin-without-access", true);
    await admin.context.close();
    await agent.context.close();
  } finally {
    await fresh.stop();
  }
});

test("nothing was wrong on the way", () => {
  expect(found).toEqual([]);
  expect(heard.flat()).toEqual([]);
});
