import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch } from "./browser";
import { Customer } from "./customer";
import { ModelHouse } from "./model-house";
import { Stack, until } from "./stack";

// An admin connects a language model; it judges what customers write, and when it is out of order nobody notices but the admin.

let stack: Stack;
let browser: Browser;
let house: ModelHouse;

beforeAll(async () => {
  [stack, browser, house] = await Promise.all([
    Stack.start(),
    launch(),
    ModelHouse.open("sk-tajny", { sentiment: "negative", sentimentScore: 0.97, context: "complaint", contextScore: 0.88, language: "pl" }),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), house?.close()]);
});

test("an admin connects a model, tries it, and finds the key nowhere again", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.settings.model;
  const save = page.getByRole("button", { name: words.form.save });
  const run = page.getByRole("button", { name: said.trial.button, exact: true });
  await page.getByRole("link", { name: words.settings.title }).click();
  await page.getByRole("tab", { name: said.tab, exact: true }).click();
  await page.getByText(said.empty.title).waitFor();
  expect(await page.getByLabel(said.field.enabled).count(), "nothing is on yet").toBe(0);
  expect(await violations({ name: "model, none set", page })).toEqual([]);

  await page.getByLabel(said.field.model).fill("m-1");
  await save.click();
  await page.getByText(words.form.problem.model_address).waitFor();
  await page.getByLabel(said.field.address).fill("http://modele.example/v1");
  await page.getByLabel(said.field.key, { exact: true }).fill("sk-zly");
  await save.click();
  await page.getByText(words.form.problem.key_in_clear).first().waitFor();
  expect(await violations({ name: "model, refused", page })).toEqual([]);

  await page.getByLabel(said.field.address).fill(house.address);
  await page.getByLabel(said.trial.message).fill("Gdzie jest paczka 481223? Piszcie na jan@klient.example");
  await run.click();
  await page.getByText(said.problem.refused).waitFor();
  await page.getByLabel(said.field.key, { exact: true }).fill("sk-tajny");
  await run.click();
  const table = page.getByRole("table");
  await table.getByRole("columnheader", { name: said.trial.model, exact: true }).waitFor();
  expect((await table.innerText()).split(/\s*[\n\t]\s*/).filter(Boolean).join(" | ")).toContain(`${words.sentiment.negative} 97%`);
  await page.getByRole("group", { name: said.trial.masked }).getByText("Gdzie jest paczka [number]? Piszcie na [e-mail]").waitFor();
  expect(await violations({ name: "model, tried", page })).toEqual([]);
  expect(house.asked).toEqual(['{"message":"Gdzie jest paczka [number]? Piszcie na [e-mail]"}']);

  await page.getByLabel(said.field.patience).fill("8"); // a busy machine takes its time
  await save.click();
  await page.getByText(words.form.saved).first().waitFor();
  await page.reload();
  await page.getByText(said.status.unasked).waitFor();
  expect(await page.getByLabel(said.field.key, { exact: true }).inputValue()).toBe("");
  expect(await page.content()).not.toContain("sk-tajny");
  await page.getByLabel(said.field.address).fill("https://inny.example/v1");
  await page.getByText(said.keyAgain).waitFor();
  await page.getByLabel(said.field.address).fill(house.address);
  await page.getByPlaceholder(words.form.secret.saved).waitFor();
  await admin.context.close();
});

test("a customer's message is what the model says, and what the agent says after that stays", async () => {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Jan Kos", "jan@example.com", "Paczka", "Gdzie jest moja paczka?");
  await jan.sees("Gdzie jest moja paczka?");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Paczka");
  const { words } = anna;
  const shows = (name: string, value: string) => until(async () => (await anna.property(name).inputValue()) === value, `${name}: ${value}`);
  await shows(words.property.sentiment, words.sentiment.negative);
  await shows(words.property.context, words.context.complaint);
  await anna.choose(words.property.sentiment, words.sentiment.positive);
  await jan.write("Halo?");
  await until(async () => house.asked.includes('{"message":"Halo?"}'), "the model is asked again");
  await shows(words.property.sentiment, words.sentiment.positive);
  await Promise.all([jan, anna].map(({ context }) => context.close()));
});

test("a model that is out of order rests, the built-in judgement stays, and the page says so", async () => {
  house.status = 503;
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const said = admin.words.settings.model;
  await admin.page.goto(stack.url + "/inbox/settings/model");
  const rests = admin.page.getByText(said.status.resting.split("{{time}}")[0]!);
  let customers = 0;
  // Three failures in a row; a question that a busy machine didn't get to ask in time is none.
  await until(
    async () => {
      const ewa = await Customer.visit(browser, stack.url + "/demo/");
      await ewa.open();
      await ewa.fillForm("Ewa Żak", "ewa@example.com", `Faktura ${++customers}`, "Proszę o fakturę do zamówienia");
      await ewa.sees("Proszę o fakturę do zamówienia");
      await ewa.context.close();
      await admin.page.reload();
      await admin.page.getByRole("heading", { name: said.status.title }).waitFor();
      return (await rests.count()) === 1;
    },
    "it rests",
    300_000,
  );
  expect(customers).toBeGreaterThanOrEqual(3);
  await admin.page.getByText(said.problem.busy).waitFor();
  await admin.page.getByText("(HTTP 503)").waitFor();
  expect(await violations({ name: "model, resting", page: admin.page })).toEqual([]);
  await admin.page.getByRole("button", { name: said.remove.button }).click();
  await admin.page.getByRole("dialog").getByRole("button", { name: said.remove.button }).click();
  await admin.page.getByText(said.empty.title).waitFor();
  await admin.context.close();
});
