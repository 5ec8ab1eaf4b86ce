import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, picture } from "./browser";
import { Stack, until } from "./stack";

// An admin sets the words that tickets' properties are made of, and gives a whole team access to a chat.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test("statuses, teams, tags and contexts are made, moved, renamed and deleted", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.settings;
  const found: string[] = [];
  const tab = (name: string) => page.getByRole("tab", { name, exact: true }).click();
  const list = (label: string) => page.getByRole("list", { name: label, exact: true });
  const names = (label: string) =>
    list(label)
      .getByRole("listitem")
      .evaluateAll((rows) => rows.map((row) => row.querySelector("[data-name]")?.textContent ?? ""));
  const reads = (label: string, wanted: string[]) =>
    until(async () => JSON.stringify(await names(label)) === JSON.stringify(wanted), `${label}: ${wanted.join(", ")}`);
  const act = (action: string, name = "") => page.getByRole("button", { name: action.replace("{{name}}", name), exact: true });
  const dialog = page.getByRole("dialog");
  const gone = (what: Locator) => what.waitFor({ state: "detached" });
  const give = async (name: string) => {
    await dialog.getByLabel(said.word.name).fill(name);
    await dialog.getByRole("button", { name: words.form.save }).click();
  };
  const remove = async (name: string) => {
    await act(said.word.delete, name).click();
    await dialog.getByRole("button", { name: said.word.deleteButton, exact: true }).click();
    await gone(dialog);
  };
  const look = async (name: string) => {
    found.push(...(await violations({ name, page })));
    await picture(page, `vocabulary-${name}`);
  };

  await page.getByRole("link", { name: said.title }).click();

  // Statuses: a new one, its name taken once, then moved by the keyboard alone.
  await tab(said.statuses.tab);
  await act(said.statuses.add).click();
  await give(" ");
  await dialog.getByText(words.form.problem.empty).waitFor();
  await dialog.getByLabel(said.statuses.requiresResponse.label).uncheck();
  // Another field's change leaves what is wrong with the name.
  await dialog.getByText(words.form.problem.empty).waitFor();
  await look("status-dialog");
  await give("U kuriera");
  await gone(dialog);
  await act(said.statuses.add).click();
  await give("u  KURIERA");
  await dialog.getByText(words.form.problem.name_taken).waitFor();
  await page.keyboard.press("Escape");
  await gone(dialog);
  const before = await names(said.statuses.tab);
  expect(before.slice(-1)).toEqual(["U kuriera"]);
  expect(before).toHaveLength(7);
  const up = act(said.word.up, "U kuriera");
  await up.focus();
  const wanted = [...before];
  for (const place of [5, 4]) {
    await page.keyboard.press("Enter");
    wanted.splice(place, 0, ...wanted.splice(place + 1, 1));
    await reads(said.statuses.tab, wanted);
    await page.getByText(said.word.place.replace("{{name}}", "U kuriera").replace("{{place}}", String(place + 1)).replace("{{total}}", "7")).waitFor();
    expect(await up.evaluate((button) => button === document.activeElement)).toBe(true);
  }
  await page.reload();
  await reads(said.statuses.tab, wanted);
  await act(said.word.edit, words.status.open).click();
  await dialog.getByText(said.statuses.fixed).waitFor();
  expect(await dialog.getByRole("switch").count()).toBe(0);
  await dialog.getByLabel(said.statuses.colour, { exact: true }).fill("#0b7a75");
  await dialog.getByRole("button", { name: words.form.save }).click();
  await gone(dialog);
  await look("statuses");
  await remove("U kuriera");
  await reads(said.statuses.tab, before.slice(0, -1));
  expect(await act(said.statuses.add).evaluate((button) => button === document.activeElement)).toBe(true);

  // A team.
  await tab(said.teams.tab);
  await page.getByText(said.teams.empty).waitFor();
  await act(said.teams.add).click();
  await dialog.getByLabel(said.word.name).fill("Zwroty");
  const people = dialog.getByRole("combobox", { name: said.teams.agents });
  for (const name of ["Anna", "Magdalena"]) {
    await people.fill(name);
    await page.getByRole("option").filter({ hasText: name }).click();
  }
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: words.form.save }).click();
  await gone(dialog);
  await list(said.teams.tab).getByText(/Anna.*, Magda/).waitFor();
  await look("teams");

  // Tags.
  await tab(said.tags.tab);
  await act(said.tags.add).click();
  await give("kurier");
  await gone(dialog);
  await act(said.tags.add).click();
  await give("Kurier");
  await dialog.getByText(words.form.problem.name_taken).waitFor();
  await give("VIP");
  await gone(dialog);
  await reads(said.tags.tab, ["kurier", "VIP"]);
  await act(said.word.edit, "kurier").click();
  await give("przesyłka");
  await gone(dialog);
  await reads(said.tags.tab, ["przesyłka", "VIP"]);
  await look("tags");
  await remove("VIP");
  await reads(said.tags.tab, ["przesyłka"]);

  // Contexts: own ones beside those that stay.
  await tab(said.contexts.tab);
  await act(said.contexts.add).click();
  await give("Gwarancja");
  await gone(dialog);
  await until(async () => (await names(said.contexts.tab)).at(-1) === "Gwarancja", "the context comes last");
  expect(await act(said.word.edit, words.context.delivery).count()).toBe(0);
  await look("contexts");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [name, label] of [["contexts", said.contexts.tab], ["statuses", said.statuses.tab]] as const) {
    await tab(label);
    await list(label).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await look(`${name}-phone`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });

  // The team's people get access to a new chat.
  await page.getByRole("link", { name: words.menu.channels }).click();
  await page.getByRole("button", { name: words.channels.add }).click();
  await page.getByRole("menuitem", { name: words.channels.addChat }).click();
  await page.getByRole("button", { name: words.channels.agents.team }).click();
  await page.getByRole("menuitem", { name: /Zwroty/ }).click();
  await page.getByText(words.channels.agents.teamAdded_few.replace("{{name}}", "Zwroty").replace("{{count}}", "2")).waitFor();
  await page.getByLabel(words.channels.basics.name).fill("Kubki");
  await page.getByLabel(words.channels.basics.shopUrl).fill("https://kubki.example");
  await look("team-in-chat");
  await page.getByRole("button", { name: words.channels.editor.create }).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  const channels = await page.evaluate(async () => (await (await fetch("/api/v1/channels/configured")).json()) as { channels: { settings: { name: string; agents: string[] } }[] });
  expect(channels.channels.find(({ settings }) => settings.name === "Kubki")?.settings.agents).toHaveLength(2);

  expect(found).toEqual([]);
  await admin.context.close();
});
