import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { launch, picture } from "./browser";
import { Customer } from "./customer";
import { Stack } from "./stack";

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test("an agent changes a ticket's properties and gives it away; the other sees it live, the customer only who joined", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Jan Kowalczyk", "jan@example.com", "Zwrot butów", "Chcę zwrócić buty.");
  await jan.sees("Chcę zwrócić buty.");

  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Zwrot butów");
  await anna.reads("Ten ticket jest teraz Twój");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.view("Wszystkie tickety");
  const row = piotr.page.getByRole("row").filter({ hasText: "Zwrot butów" });
  await row.waitFor();

  await anna.choose("Priorytet", "Wysoki");
  await row.getByText("Wysoki").waitFor();
  await anna.choose("Status", "W konsultacji");
  await row.getByText("W konsultacji").waitFor();
  await anna.property("Tagi").fill("buty");
  await anna.page.getByRole("option", { name: "Utwórz tag „buty”" }).click();
  await row.getByText("buty", { exact: true }).waitFor();
  await picture(piotr.page, "list-properties");

  await piotr.openTicket("Zwrot butów");
  await piotr.reads("Priorytet: Normalny → Wysoki (Anna Kowalska)");
  await piotr.reads("Status: Otwarty → W konsultacji (Anna Kowalska)");
  await piotr.reads("Tag „buty” dodany (Anna Kowalska)");
  await anna.choose("Agent", "Piotr Zieliński");
  await piotr.reads("Przypisanie: Piotr Zieliński (Anna Kowalska)");
  await piotr.reads("Ten ticket jest Twój.");
  await anna.reads("Rozmowę prowadzi Piotr Zieliński");
  await picture(anna.page, "ticket-properties");

  await jan.reads(/Piotr Zieliński/);
  const seen = await jan.frame.locator("body").innerText();
  expect(seen).not.toMatch(/Priorytet|konsultacji|buty”|Przypisanie/);
  await Promise.all([anna, piotr, jan].map((each) => each.context.close()));
});
