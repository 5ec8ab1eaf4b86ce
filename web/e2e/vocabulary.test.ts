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
    await until(() => up.evaluate((button) => button === document.activeElement), "the button keeps the keyboard");
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
  await until(() => act(said.statuses.add).evaluate((button) => button === document.activeElement), "the keyboard goes on from the button that adds");

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
  // A rule that is switched on knows it by its name: that is said before it is renamed.
  const rule = await page.evaluate(async () => {
    const { tags } = (await (await fetch("/api/v1/vocabulary")).json()) as { tags: { id: string; name: string }[] };
    const put = async (path: string, body: unknown) => {
      const answer = await fetch(path, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(await answer.text());
    };
    const path = `/api/v1/rules/${crypto.randomUUID()}`;
    await put(path, {
      version: 0,
      settings: {
        name: "Paczki najpierw",
        description: "",
        triggers: [{ event: "customer_message" }],
        condition: '"kurier" in ticket.tags',
        actions: [{ kind: "tag_added", value: tags.find(({ name }) => name === "VIP")?.id }],
        stop: false,
        often: "every_time",
      },
    });
    await put(`${path}/enabled`, { version: 1, enabled: true });
    return path.replace("/api/v1", "/inbox");
  });
  await act(said.word.edit, "kurier").click();
  const warning = dialog.getByText(said.word.naming.title.replace("{{name}}", "kurier"));
  await dialog.getByLabel(said.word.name).fill(" przesyłka");
  await warning.waitFor();
  expect(await dialog.getByRole("link", { name: "Paczki najpierw" }).getAttribute("href")).toBe(rule);
  await look("tag-in-a-rule");
  await dialog.getByLabel(said.word.name).fill("kurier ");
  await gone(warning);
  await give("przesyłka");
  await gone(dialog);
  await reads(said.tags.tab, ["przesyłka", "VIP"]);
  await look("tags");
  // That it uses one, before it is deleted.
  await act(said.word.delete, "VIP").click();
  await dialog.getByText(said.word.using.title.replace("{{name}}", "VIP")).waitFor();
  expect(await dialog.getByRole("link").allTextContents()).toEqual(["Paczki najpierw"]);
  await look("tag-of-a-rule-deleted");
  await dialog.getByRole("button", { name: words.cancel }).click();
  await gone(dialog);
  await remove("VIP");
  await reads(said.tags.tab, ["przesyłka"]);

  // Contexts: own ones beside those that stay.
  await tab(said.contexts.tab);
  await act(said.contexts.add).click();
  await give("Montaż");
  await gone(dialog);
  await until(async () => (await names(said.contexts.tab)).at(-1) === "Montaż", "the context comes last");
  expect(await act(said.word.edit, words.context.delivery).count()).toBe(0);
  await look("contexts");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [name, label] of [["contexts", said.contexts.tab], ["statuses", said.statuses.tab]] as const) {
    await tab(label);
    await list(label).waitFor();
    await until(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing of ${name} sticks out`);
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

test("who edits a word that another admin saves meanwhile sees it, and keeps what they have entered", async () => {
  const one = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const other = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = one;
  const said = words.settings;
  const save = (name: string, examples: string[]) =>
    other.page.evaluate(
      async (body) => {
        const answer = await fetch("/api/v1/contexts/7f0d3c1e-3c43-4f0e-9a6b-2f1f8f3a9c10", {
          method: "PUT",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(await answer.text());
      },
      { name, examples },
    );
  await save("Opakowanie", ["czy pakujecie na prezent"]);
  await page.getByRole("link", { name: said.title }).click();
  await page.getByRole("tab", { name: said.contexts.tab, exact: true }).click();
  await page.getByRole("button", { name: said.word.edit.replace("{{name}}", "Opakowanie"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(said.word.name).fill("Opakowania");
  expect(await dialog.getByText(said.word.meanwhile).count()).toBe(0);
  await save("Prezenty", ["czy pakujecie na prezent", "ile kosztuje kartka"]);
  await dialog.getByText(said.word.meanwhile).waitFor();
  expect(await dialog.getByLabel(said.word.name).inputValue()).toBe("Opakowania");
  expect(await dialog.getByLabel(said.contexts.examples).inputValue()).toContain("ile kosztuje kartka");
  expect(await violations({ name: "meanwhile", page })).toEqual([]);
  await dialog.getByRole("button", { name: words.form.save }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Opakowania", { exact: true }).waitFor();
  await Promise.all([one, other].map(({ context }) => context.close()));
});
