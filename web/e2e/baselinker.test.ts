import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import en from "../inbox/lang/baselinker-en.json";
import pl from "../inbox/lang/baselinker-pl.json";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, picture } from "./browser";
import { Fakebase } from "./fakebase";
import { Stack, until } from "./stack";

// An admin connects BaseLinker's stand-in, watches its orders come, and mends what goes wrong.

let stack: Stack;
let browser: Browser;
let base: Fakebase;

beforeAll(async () => {
  base = await Fakebase.start(1500);
  [stack, browser] = await Promise.all([Stack.start(undefined, { more: { ROZMOWA_BASELINKER_URL: base.url } }), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await base?.stop();
});

/** Opens the settings of BaseLinker as an admin. */
async function settings(lang: "pl" | "en" = "pl", phone = false): Promise<Agent> {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test", { lang, phone });
  await admin.page.goto(stack.url + "/inbox/settings/baselinker");
  return admin;
}

test("without an account the page says what one is for, and where the token is found", async () => {
  const { page, context } = await settings();
  const said = pl.baselinker;
  await page.getByText(said.empty.title).waitFor();
  expect(await violations({ name: "settings-baselinker-empty", page })).toEqual([]);
  await picture(page, "settings-baselinker-empty");
  await page.getByRole("button", { name: said.connect }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Konto i inne → Moje konto → API").waitFor();
  expect(await dialog.getByLabel(said.budget).inputValue()).toBe("60");
  await dialog.getByLabel("Nazwa").fill("Gliniana Pracownia");
  await dialog.locator("input[data-field=token]").fill("1-2-WRONG");
  await dialog.getByRole("button", { name: said.connectButton }).click();
  await dialog.getByText("BaseLinker nie przyjmuje tego tokenu").waitFor();
  expect(await violations({ name: "settings-baselinker-form", page })).toEqual([]);
  await picture(page, "settings-baselinker-form");

  // BaseLinker is away: nothing is lost, what was typed either.
  await base.tell("POST", "faults", { kind: "bad-gateway", times: 1 });
  await base.tell("POST", "faults", { kind: "slow", method: "getOrders", delay: "1s", times: 16 });
  await dialog.locator("input[data-field=token]").fill(base.token);
  await dialog.getByRole("button", { name: said.connectButton }).click();
  await dialog.getByText("BaseLinker nie odpowiada").waitFor();
  await dialog.getByRole("button", { name: said.connectButton }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Gliniana Pracownia" }).waitFor();
  await page.getByText("Nowe zamówienie").waitFor();
  expect(await page.content()).not.toContain(base.token);
  await page.locator("[data-progress]", { hasText: /^[1-9]\d* zamówień, do \d+ / }).waitFor();
  await page.getByRole("progressbar", { name: said.filling }).waitFor();
  await picture(page, "settings-baselinker-filling");
  await page.getByText(said.synced).waitFor();
  await until(async () => /^\d[\d\s]*zamów/.test(await page.locator("[data-progress]").innerText()), "all are there");
  expect(await violations({ name: "settings-baselinker", page })).toEqual([]);
  await picture(page, "settings-baselinker");
  await context.close();
});

test("statuses are read again when that is wanted", async () => {
  const { page, context, words } = await settings("en");
  const said = en.baselinker;
  await page.getByText(said.synced).waitFor();
  await picture(page, "settings-baselinker-en");
  await page.getByRole("button", { name: said.refresh }).click();
  await page.getByText(said.refreshed).waitFor();
  await base.block("20s");
  await page.getByRole("button", { name: said.refresh }).click();
  await page.getByText(words.error.code.baselinker_blocked).waitFor();
  await page.getByText(/^The token is blocked until \d\d:\d\d$/).waitFor();
  expect(await violations({ name: "settings-baselinker-blocked", page })).toEqual([]);
  await picture(page, "settings-baselinker-blocked");
  await page.getByText(/^The token is blocked until/).waitFor({ state: "detached", timeout: 90_000 });
  await context.close();
});

test("a refused token is told to everybody, until an admin gives another", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const admin = await settings("pl", true);
  const { page } = admin;
  const said = pl.baselinker;
  const again = async (value: string) => {
    await page.getByRole("button", { name: said.changeOf.replace("{{name}}", "Gliniana Pracownia") }).click();
    const dialog = page.getByRole("dialog");
    const change = dialog.getByRole("button", { name: admin.words.form.secret.change, exact: true });
    const field = dialog.locator("input[data-field=token]");
    await change.or(field).first().waitFor();
    if ((await change.count()) > 0) await change.click();
    await field.fill(value);
    await dialog.getByRole("button", { name: admin.words.form.save }).click();
    await dialog.waitFor({ state: "detached" });
  };
  await page.getByRole("heading", { name: "Gliniana Pracownia" }).waitFor();
  await base.tell("POST", "token", { accepted: false });
  await page.getByRole("button", { name: said.refresh }).click();
  await page.getByText(said.trouble.token.title, { exact: true }).waitFor();
  await page.getByText(/BaseLinker odrzuca token konta „Gliniana Pracownia”/).waitFor();
  expect(await violations({ name: "settings-baselinker-rejected", page })).toEqual([]);
  await picture(page, "settings-baselinker-rejected-phone");
  await anna.page.getByText(anna.words.tokenBanner.tell).waitFor();
  expect(await anna.page.getByText(anna.words.tokenBanner.link).count()).toBe(0);
  await picture(anna.page, "inbox-token-banner");

  await base.tell("POST", "token", { accepted: true });
  await again(base.token);
  await anna.page.getByText(anna.words.tokenBanner.tell).waitFor({ state: "detached" });
  await page.getByText(said.trouble.token.title, { exact: true }).waitFor({ state: "detached" });
  await Promise.all([anna, admin].map(({ context }) => context.close()));
});

test("who disconnects an account is told what is lost", async () => {
  const { page, context } = await settings();
  const said = pl.baselinker;
  await page.getByRole("button", { name: said.removeOf.replace("{{name}}", "Gliniana Pracownia") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(said.removeText).waitFor();
  await picture(page, "settings-baselinker-remove");
  await dialog.getByRole("button", { name: said.remove, exact: true }).click();
  await page.getByText(said.empty.title).waitFor();
  await context.close();
});
