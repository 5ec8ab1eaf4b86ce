import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { launch, picture } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test("a customer writes, an agent joins, both chat, the agent closes, an operator reads what happened", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.view("Tickety do obsługi");
  await anna.reads("Nikt nie czeka");
  await picture(anna.page, "inbox-empty");

  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await picture(jan.page, "shop-icon");
  await jan.open();
  await picture(jan.page, "widget-form");
  await jan.fillForm("Jan Kowalczyk", "jan@example.com", "Paczka nie doszła", "Dzień dobry, gdzie jest moja paczka?");
  await jan.sees("Dzień dobry, gdzie jest moja paczka?");
  await jan.reads("Czekamy, aż ktoś z obsługi dołączy do rozmowy");
  await picture(jan.page, "widget-waiting");

  // The row appears without reloading; opening it joins.
  await anna.row("Paczka nie doszła").waitFor();
  await picture(anna.page, "inbox-waiting");
  await anna.openTicket("Paczka nie doszła");
  await anna.reads("Ten ticket jest teraz Twój");
  await jan.reads("Do czatu dołącza: Anna Kowalska");

  await anna.composer.pressSequentially("Już", { delay: 50 });
  await jan.reads("Anna Kowalska pisze…");
  await anna.reply("Już sprawdzam, chwileczkę.");
  await jan.sees("Dzień dobry, gdzie jest moja paczka?", "Już sprawdzam, chwileczkę.");
  await jan.composer.pressSequentially("Dz", { delay: 50 });
  await anna.reads(/pisze…/);
  await jan.write("Dziękuję!");
  await anna.sees("Dzień dobry, gdzie jest moja paczka?", "Już sprawdzam, chwileczkę.", "Dziękuję!");
  await picture(anna.page, "ticket-active");
  await picture(jan.page, "widget-conversation");

  // An internal note never reaches the customer.
  await anna.page.getByText("Notatka", { exact: true }).click();
  const note = anna.page.getByRole("textbox", { name: "Notatka" });
  await note.fill("Kurier obiecał na jutro");
  await note.press("Enter");
  await anna.sees("Dzień dobry, gdzie jest moja paczka?", "Już sprawdzam, chwileczkę.", "Dziękuję!", "Kurier obiecał na jutro");
  await anna.page.getByText("Odpowiedź", { exact: true }).click();
  await anna.reply("Paczka będzie jutro.");
  await jan.sees("Dzień dobry, gdzie jest moja paczka?", "Już sprawdzam, chwileczkę.", "Dziękuję!", "Paczka będzie jutro.");

  await anna.page.getByRole("button", { name: "Zamknij ticket" }).click();
  await jan.reads("Rozmowa zakończona przez obsługę sklepu: Anna Kowalska");
  await picture(jan.page, "widget-ended");

  // The operator follows one link to the workflow and reads the story without opening a payload.
  const oskar = await Agent.logIn(browser, stack.url, "operator@demo.test");
  await oskar.view("Wszystkie tickety");
  await oskar.openTicket("Paczka nie doszła");
  await oskar.page.getByRole("button", { name: "Więcej działań" }).click();
  const [temporal] = await Promise.all([
    oskar.context.waitForEvent("page"),
    oskar.page.getByRole("menuitem", { name: "Otwórz workflow w Temporal UI" }).click(),
  ]);
  await temporal.getByText(/Chat #1 · Sklep główny/).first().waitFor();
  await temporal.getByText("User Metadata").click();
  // The UI shows the details in a frame of their own.
  const words = async () => (await Promise.all(temporal.frames().map((f) => f.locator("body").innerText()))).join("\n");
  let told = "";
  await until(async () => /close by agent/.test((told = await words())), "the details tell who closed");
  expect(told).not.toMatch(/Kowalczyk|jan@example|paczka/i);
  await picture(temporal, "temporal-workflow");

  // Closed is not the end: the agent reopens it, the customer sees it, both go on.
  await anna.page.getByRole("button", { name: "Otwórz ponownie" }).first().click();
  await jan.reads("Rozmowa otwarta ponownie");
  await jan.write("Doszła, super!");
  await until(async () => (await anna.bubbles()).at(-1) === "Doszła, super!", "the reopened conversation goes on");
  await Promise.all([anna.context.close(), jan.context.close(), oskar.context.close()]);
});

test("two agents open a ticket: one gets it, the other sees who and can take it over", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/produkty");
  await jan.open();
  await jan.fillForm("Ewa Lis", "ewa@example.com", "Zwrot filiżanki", "Chcę zwrócić filiżankę.");
  await jan.sees("Chcę zwrócić filiżankę.");

  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.view("Tickety do obsługi");
  await anna.openTicket("Zwrot filiżanki");
  await anna.reads("Ten ticket jest teraz Twój");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.view("Wszystkie tickety");
  await piotr.openTicket("Zwrot filiżanki");
  await piotr.reads("Rozmowę prowadzi Anna Kowalska");
  await picture(piotr.page, "ticket-taken");
  await piotr.page.getByRole("button", { name: "Przejmij" }).click();
  await piotr.page.getByRole("dialog").getByRole("button", { name: "Przejmij" }).click();
  await jan.reads("Rozmowę przejmuje: Piotr Zieliński");
  await anna.reads("Rozmowę prowadzi Piotr Zieliński");
  await piotr.reply("Dzień dobry, przyjmę zwrot.");
  await jan.sees("Chcę zwrócić filiżankę.", "Dzień dobry, przyjmę zwrot.");
  await Promise.all([anna.context.close(), piotr.context.close(), jan.context.close()]);
});

test("a reload, another page and a second tab continue the same conversation; the customer ends it and starts again", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Olga Mazur", "olga@example.com", "Rozmiar misy", "Jaki rozmiar ma misa?");
  await jan.sees("Jaki rozmiar ma misa?");
  await jan.composer.fill("niedokończone zda");
  await jan.page.reload();
  await jan.sees("Jaki rozmiar ma misa?");
  await until(async () => (await jan.composer.inputValue()) === "niedokończone zda", "what was being typed is there");

  const second = await Customer.tab(jan.context, stack.url + "/demo/kontakt");
  await second.open();
  await second.sees("Jaki rozmiar ma misa?");
  await second.write("Pytam z drugiej karty.");
  await jan.sees("Jaki rozmiar ma misa?", "Pytam z drugiej karty.");

  await jan.frame.getByRole("button", { name: "Zakończ" }).click();
  await jan.frame.getByRole("button", { name: "Zakończ rozmowę" }).click();
  await jan.reads("Rozmowa zakończona przez Ciebie");
  await second.reads("Rozmowa zakończona przez Ciebie");
  await jan.frame.getByRole("button", { name: "Rozpocznij nową rozmowę" }).click();
  await jan.frame.getByRole("button", { name: "Rozpocznij czat" }).waitFor();
  await jan.context.close();
});

test("unread replies show on the icon and in the shop page's title", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Iga Wrona", "iga@example.com", "Dostawa", "Ile kosztuje dostawa?");
  await jan.sees("Ile kosztuje dostawa?");
  await jan.frame.getByRole("button", { name: "Zwiń czat" }).click();
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.view("Tickety do obsługi");
  await anna.openTicket("Dostawa");
  await anna.reply("Od 200 zł dostawa jest bezpłatna.");
  await jan.page.getByRole("button", { name: "Otwórz czat – 1 nowa wiadomość" }).waitFor();
  await until(async () => (await jan.page.title()).startsWith("(1) "), "the title counts");
  await jan.open();
  await jan.sees("Ile kosztuje dostawa?", "Od 200 zł dostawa jest bezpłatna.");
  await until(async () => !(await jan.page.title()).startsWith("("), "the title is as it was");
  await Promise.all([anna.context.close(), jan.context.close()]);
});
