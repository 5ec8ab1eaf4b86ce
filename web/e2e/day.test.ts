import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, picture } from "./browser";
import { Customer } from "./customer";
import { Letters } from "./letters";
import { Stack, until } from "./stack";

// A day in the inbox: two agents and an admin at once, with what the other tests look at one by one.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const bell = (agent: Agent, unread: number): Locator =>
  agent.page.getByRole("button", { name: unread === 0 ? /^Powiadomienia$/ : `Powiadomienia, nieprzeczytane: ${unread}` }).filter({ visible: true });

test("a morning's tickets are taken, answered, handed over, found again and closed", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  const { words } = anna;

  // The admin prepares: an answer for everybody, an inbox for the shop.
  const { page: office } = admin;
  await office.goto(stack.url + "/inbox/settings/replies/new");
  await office.getByLabel(words.canned.field.name, { exact: true }).fill("Zwrot – jak odesłać");
  await office.getByRole("textbox", { name: words.canned.field.body }).fill("Dzień dobry, {customer.firstName}! Etykietę wyślę za chwilę. {agent.firstName}");
  await office.getByRole("button", { name: words.form.save, exact: true }).click();
  await office.getByRole("list", { name: words.canned.tab, exact: true }).getByText("Etykietę wyślę").waitFor();
  await office.getByRole("tab", { name: words.settings.inboxes.tab, exact: true }).click();
  await office.getByRole("button", { name: words.inboxes.add }).click();
  const dialog = office.getByRole("dialog");
  await dialog.getByLabel(words.settings.word.name).fill("Obuwie");
  await dialog.getByRole("combobox", { name: words.inboxes.channels }).click();
  await office.getByRole("option", { name: "Sklep główny" }).click();
  await office.keyboard.press("Escape");
  await dialog.getByRole("button", { name: words.form.save, exact: true }).click();
  await dialog.waitFor({ state: "detached" });

  // Customers come; the inbox that was just made leads to their tickets.
  const zofia = await Customer.visit(browser, stack.url + "/demo/");
  await zofia.open();
  await zofia.fillForm("Zofia Żółkiewska", "zofia@example.com", "Zwrot żółtych kaloszy", "Jak odesłać kalosze?");
  await zofia.sees("Jak odesłać kalosze?");
  for (const subject of ["Reklama 1", "Reklama 2"]) await Letters.begin(stack.url, "demo-glowny", { name: "Oferta", subject, body: "Pozycjonowanie tanio" });
  const boxes = anna.page.getByRole("link", { name: "Obuwie" });
  await boxes.click();
  await boxes.and(anna.page.locator("[aria-current=page]")).waitFor();
  await anna.page.getByRole("heading", { name: "Obuwie", level: 1 }).waitFor();
  await until(async () => (await anna.page.locator("[data-ticket]").count()) === 3, "the inbox has the three tickets");

  // Anna takes Zofia's by the keyboard and answers with the prepared text.
  await anna.page.locator("[data-ticket]").first().focus();
  while (!(await anna.page.evaluate(() => document.activeElement?.textContent?.includes("kaloszy")))) await anna.page.keyboard.press("j");
  await anna.page.keyboard.press("Enter");
  await anna.reads(words.standing.joined);
  await anna.composer.pressSequentially("/zwrot");
  await anna.page.getByRole("option", { name: "Zwrot – jak odesłać" }).waitFor();
  await anna.page.keyboard.press("Enter");
  const answer = "Dzień dobry, Zofia! Etykietę wyślę za chwilę. Anna";
  await until(async () => (await anna.composer.inputValue()) === answer, "the answer stands in the field");
  await anna.composer.press("Enter");
  await zofia.sees("Jak odesłać kalosze?", answer);
  await anna.reads(/^Przeczytano/);
  await anna.choose(words.property.priority, words.priority.high);

  // She asks a colleague, who is told, comes by the bell, is seen, and takes the ticket over.
  await anna.page.getByText(words.composer.note, { exact: true }).click();
  const note = anna.page.getByRole("textbox", { name: words.composer.note });
  await note.pressSequentially("Etykieta się nie drukuje, pomożesz? @piotr");
  await anna.page.getByRole("option", { name: "Piotr Zieliński" }).waitFor();
  await anna.page.keyboard.press("Enter");
  await note.press("Enter");
  await bell(piotr, 1).click();
  await picture(piotr.page, "day-bell");
  await piotr.page.getByRole("link", { name: /Anna Kowalska wspomina o Tobie w notatce/ }).click();
  await piotr.conversation.locator("[data-mention][data-own]").waitFor();
  await bell(piotr, 0).waitFor();
  await anna.reads("Tu są też: Piotr Zieliński");
  await piotr.page.getByRole("button", { name: "Przejmij", exact: true }).click();
  await piotr.page.getByRole("dialog").getByRole("button", { name: "Przejmij", exact: true }).click();
  await piotr.reply("Etykieta w załączniku.");
  await zofia.sees("Jak odesłać kalosze?", answer, "Etykieta w załączniku.");
  await anna.reads("Etykieta w załączniku.");
  expect(await violations({ name: "ticket", page: piotr.page })).toEqual([]);
  await picture(piotr.page, "day-ticket");

  // Advertisements go together.
  await anna.view(words.view.unassigned);
  for (const subject of ["Reklama 1", "Reklama 2"]) {
    await anna.page.locator("[data-row]").filter({ hasText: subject }).getByRole("checkbox").check();
  }
  await picture(anna.page, "day-chosen");
  const bar = anna.page.getByRole("region", { name: words.bulk.title });
  await bar.getByRole("button", { name: words.bulk.close }).click();
  await anna.page.getByRole("dialog").getByRole("button", { name: words.bulk.close }).click();
  await until(async () => (await anna.page.locator("[data-ticket]").count()) === 0, "nothing waits to be taken");

  // The customer is done; the ticket is closed, and found by what was said in it.
  await zofia.write("Dziękuję!");
  await piotr.reads("Dziękuję!");
  await piotr.page.getByRole("button", { name: words.ticket.close }).first().click();
  await zofia.reads(/Piotr Zieliński/);
  await anna.page.keyboard.press("/");
  await anna.page.keyboard.type("zolkiewska etykiet");
  await anna.reads(words.search.empty.replace("{{text}}", "zolkiewska etykiet"));
  await anna.page.getByRole("link", { name: words.search.everywhere }).click();
  await anna.row("Zwrot żółtych kaloszy").waitFor();
  await anna.page.locator("mark").first().waitFor();
  expect(await violations({ name: "found", page: anna.page })).toEqual([]);
  await picture(anna.page, "day-found");

  await Promise.all([admin, anna, piotr, zofia].map((each) => each.context.close()));
});
