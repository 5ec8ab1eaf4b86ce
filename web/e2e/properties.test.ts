import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { hold, launch, picture } from "./browser";
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

test("what fails after one has walked on is said by the ticket's number; new tags come to the ticket that was left", async () => {
  const [jan, ewa] = await Promise.all([Customer.visit(browser, stack.url + "/demo/"), Customer.visit(browser, stack.url + "/demo/")]);
  await jan.open();
  await jan.fillForm("Jan Kowalczyk", "jan@example.com", "Pierwszy", "Dzień dobry");
  await jan.sees("Dzień dobry");
  await ewa.open();
  await ewa.fillForm("Ewa Lis", "ewa@example.com", "Drugi", "Dzień dobry");
  await ewa.sees("Dzień dobry");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const { page } = anna;
  const heading = (name: string) => page.getByRole("heading", { name, exact: true });
  const toast = page.getByRole("alert").filter({ hasText: "ticketu #" });
  const dialog = page.getByRole("dialog");
  /** Opens the ticket, with the keyboard on the page: as long as nobody knows whose it is, no key closes it. */
  const open = async (title: string) => {
    await page.goto(stack.url + "/inbox/all?sort=created");
    await anna.openTicket(title);
    await page.getByRole("button", { name: anna.words.ticket.close, exact: true }).waitFor();
    await anna.composer.and(page.locator(":focus")).press("Escape");
  };
  const asked = (path: RegExp) => page.waitForRequest((request) => request.method() === "POST" && path.test(request.url()));

  // The customer wrote before the closing came: on the page a question asks, from elsewhere a toast leads back.
  await open("Drugi");
  const number = (await page.locator("header").getByText(/^#\d+$/).textContent())!;
  let go = await hold(page, /\/close$/);
  await Promise.all([asked(/\/close$/), page.keyboard.press("e")]);
  await page.keyboard.press("j");
  await heading("Pierwszy").waitFor();
  await Promise.all([ewa.page.waitForResponse((response) => response.ok() && /\/entries$/.test(response.url())), ewa.write("Jeszcze jedno")]);
  await go();
  await toast.filter({ hasText: `Nie zamknięto ticketu ${number}` }).getByText("Klient właśnie napisał.").waitFor();
  await toast.hover(); // as who reads it: it stays as long
  await picture(page, "walked-on");
  expect(await violations({ name: "walked on", page })).toEqual([]);
  expect(await dialog.count()).toBe(0);
  await toast.getByRole("link", { name: `Otwórz ticket ${number}` }).click();
  await heading("Drugi").waitFor();
  await toast.waitFor({ state: "detached" });
  await anna.reads("Jeszcze jedno");

  await open("Drugi");
  go = await hold(page, /\/close$/);
  await Promise.all([asked(/\/close$/), page.keyboard.press("e")]);
  await ewa.write("I jeszcze jedno");
  await anna.reads("I jeszcze jedno");
  await go();
  await dialog.getByText("I jeszcze jedno").waitFor();
  expect(await toast.count()).toBe(0);
  await dialog.getByRole("button", { name: "Wróć do rozmowy" }).click();
  await dialog.waitFor({ state: "detached" });

  // The line is bad.
  await open("Drugi");
  go = await hold(page, /\/close$/);
  await Promise.all([asked(/\/close$/), page.keyboard.press("e")]);
  await page.keyboard.press("j");
  await heading("Pierwszy").waitFor();
  await go("lost");
  await toast.filter({ hasText: `Nie zamknięto ticketu ${number}` }).getByText("Brak połączenia z serwerem.").waitFor();

  await open("Drugi");
  go = await hold(page, /\/api\/v1\/tags$/);
  for (const name of ["vip", "kurier"]) {
    await anna.property("Tagi").fill(name);
    await Promise.all([asked(/\/tags$/), page.getByRole("option", { name: `Utwórz tag „${name}”` }).click()]);
  }
  await anna.view("Wszystkie tickety");
  await anna.row("Drugi").waitFor();
  await go();
  await anna.openTicket("Drugi");
  await anna.reads("Tag „vip” dodany (Anna Kowalska)");
  await anna.reads("Tag „kurier” dodany (Anna Kowalska)");

  // Piotr takes a ticket over, and goes back before the answer.
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.view("Wszystkie tickety");
  await piotr.openTicket("Drugi");
  await piotr.page.getByRole("button", { name: "Przejmij" }).click();
  go = await hold(piotr.page, /\/takeover$/);
  await piotr.page.getByRole("dialog").getByRole("button", { name: "Przejmij" }).click();
  await piotr.page.goBack();
  await piotr.row("Drugi").waitFor();
  await go("lost");
  await piotr.page.getByRole("alert").filter({ hasText: `Nie przejęto ticketu ${number}` }).getByText("Brak połączenia z serwerem.").waitFor();
  await Promise.all([anna, piotr, jan, ewa].map((each) => each.context.close()));
});
