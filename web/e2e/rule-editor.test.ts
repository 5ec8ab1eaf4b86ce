import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import pl from "../inbox/lang/rules-pl.json";
import { Agent } from "./agent";
import { hold, intercept, launch } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";

// The editor of automatic actions while the server is slow or away: nothing that was typed is lost, and nothing is said of
// another condition than the one on screen.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const CHECK = /\/api\/v1\/rules\/check$/;

async function newRule(name: string) {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.rules;
  await page.goto(stack.url + "/inbox/rules/new");
  await page.getByLabel(said.partName.name, { exact: true }).fill(name);
  await page.getByRole("checkbox", { name: said.event.customer_message }).check();
  const button = (label: string) => page.getByRole("button", { name: label, exact: true });
  const mode = page.getByRole("radiogroup", { name: said.rows.mode });
  /** Adds a row and says what its text is. */
  const add = async (kind: string, value: string) => {
    await button(said.rows.add).click();
    await page.getByRole("menuitem", { name: `${kind} – ${said.operator.contains} – …`, exact: true }).click();
    await page.getByRole("textbox", { name: said.rows.value.replace("{{name}}", kind) }).fill(value);
  };
  const code = page.getByRole("textbox", { name: said.condition });
  return { admin, page, said, words, button, mode, add, code };
}

test("rows stay rows until the text has what they say", async () => {
  const { admin, page, said, mode, add, code } = await newRule("Powolny serwer");
  const letGo = await hold(page, CHECK);
  await add(said.part.subject, "zwrot");
  await mode.getByText(said.rows.text, { exact: true }).click();
  const row = page.getByRole("textbox", { name: said.rows.value.replace("{{name}}", said.part.subject) });
  expect(await row.inputValue(), "nobody can write on in a text that lacks what the row says").toBe("zwrot");
  await row.fill("zwroty");
  await mode.getByText(said.rows.text, { exact: true }).click();
  await letGo();
  await until(async () => (await code.textContent()) === 'ticket.subject contains "zwroty"', "the text has what the row says");
  await admin.context.close();
});

test("who takes a row away has the keyboard where rows are added", async () => {
  const { admin, page, said, words, button, add } = await newRule("Klawiatura");
  await add(said.part.subject, "zwrot");
  await button(words.settings.word.delete.replace("{{name}}", said.part.subject)).click();
  await page.getByText(said.rows.empty).waitFor();
  expect(await button(said.rows.add).evaluate((element) => element === document.activeElement)).toBe(true);
  await admin.context.close();
});

test("a condition that couldn't be checked is asked about again by saving, and the form leads there", async () => {
  const { admin, page, said, words, button, add } = await newRule("Serwer nieobecny");
  await intercept(page, CHECK, (route) => route.abort());
  await add(said.part.subject, "zwrot");
  await page.getByText(words.error.kind.network).waitFor();
  await button(words.channels.editor.create).click();
  await until(async () => page.evaluate(() => document.activeElement?.closest('[data-field="condition"]') != null), "the keyboard is at the condition");
  await page.unroute(CHECK);
  await button(words.channels.editor.create).click();
  await page.waitForURL(/\/rules\/[0-9a-f-]{36}$/);
  const saved = await page.evaluate(async () => (await (await fetch("/api/v1/rules")).json()) as { rules: { settings: { name: string; condition: string } }[] });
  expect(saved.rules.find(({ settings }) => settings.name === "Serwer nieobecny")?.settings.condition).toBe('ticket.subject contains "zwrot"');
  await admin.context.close();
});

test("the forecast is of the condition on screen, and says when that can't be known", async () => {
  const { admin, page, said, words, button, add } = await newRule("Prognoza");
  await button(said.addAction).click();
  await page.getByRole("menuitem", { name: said.action.kind.close, exact: true }).click();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/v1/rules/try")) asked.push((request.postDataJSON() as { condition: string }).condition);
  });
  const letGo = await hold(page, CHECK);
  await add(said.part.subject, "zwrot");
  await button(said.enable.saveAndEnable).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(said.enable.from).waitFor();
  await letGo();
  await dialog.getByText(said.enable.never).waitFor();
  expect(asked).toEqual(['ticket.subject contains "zwrot"']);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await intercept(page, CHECK, (route) => route.abort());
  await page.getByRole("textbox", { name: said.rows.value.replace("{{name}}", said.part.subject) }).fill("zwroty");
  await button(said.enable.saveAndEnable).click();
  await dialog.getByText(words.error.kind.network).waitFor();
  await admin.context.close();
});

test("what a trial of a text found goes when the text is another", async () => {
  const { admin, page, said, button, add } = await newRule("Próba");
  await add(said.part.message, "zwrot");
  await page.getByRole("radiogroup", { name: said.try.on }).getByText(said.try.way.text, { exact: true }).click();
  const text = page.getByRole("textbox", { name: said.try.message, exact: true });
  await text.fill("Proszę o zwrot");
  await button(said.try.button).click();
  await page.getByText(said.try.matches, { exact: true }).waitFor();
  await text.fill("Dzień dobry");
  await page.getByText(said.try.matches, { exact: true }).waitFor({ state: "detached" });
  await admin.context.close();
});

test("somebody else's version doesn't take the place of a row that isn't complete yet", async () => {
  const { admin, page, said, words, button } = await newRule("Dwoje naraz");
  await button(words.channels.editor.create).click();
  await page.waitForURL(/\/rules\/[0-9a-f-]{36}$/);
  await button(said.rows.add).click();
  await page.getByRole("menuitem", { name: `${said.part.subject} – ${said.operator.contains} – …`, exact: true }).click();
  const row = page.getByRole("textbox", { name: said.rows.value.replace("{{name}}", said.part.subject) });
  await row.waitFor();
  await page.evaluate(async () => {
    const path = `/api/v1/rules/${location.pathname.split("/").at(-1)}`;
    const { rules } = (await (await fetch("/api/v1/rules")).json()) as { rules: { id: string; version: number; settings: object }[] };
    const rule = rules.find(({ id }) => path.endsWith(id))!;
    const settings = { ...rule.settings, condition: "channel.open" };
    await fetch(path, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ version: rule.version, settings }) });
  });
  await page.getByText(pl.error.code.rule_changed).waitFor();
  expect(await row.count(), "the row is still there").toBe(1);
  await button(words.form.conflict.load).click();
  await button(words.form.conflict.drop).click();
  await row.waitFor({ state: "detached" });
  await admin.context.close();
});

test("a ticket that a trial found opens beside the rule that is written", async () => {
  const customer = await Customer.visit(browser, stack.url + "/demo/");
  await customer.open();
  await customer.fillForm("Zofia Żółkiewska", "zofia@example.com", "Zwrot kubka", "Proszę o zwrot");
  await customer.sees("Proszę o zwrot");
  const { admin, page, said, button, add } = await newRule("Obok");
  await add(said.part.message, "zwrot");
  await button(said.try.button).click();
  const opened = admin.context.waitForEvent("page");
  await page.getByRole("list", { name: said.try.result }).getByRole("link", { name: /Zwrot kubka/ }).click();
  expect(new URL((await opened).url()).pathname).toMatch(/^\/inbox\/tickets\//);
  expect(await page.getByRole("dialog").count(), "nobody is asked about leaving").toBe(0);
  await customer.context.close();
  await admin.context.close();
});
