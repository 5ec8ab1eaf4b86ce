import type { Browser, FrameLocator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, picture } from "./browser";
import { Customer } from "./customer";
import { Shop } from "./shop";
import { Stack, until } from "./stack";

// An admin makes a chat, sees it as the customer will, and puts it on a shop.

let stack: Stack;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  [stack, browser, shop] = await Promise.all([Stack.start(), launch(), Shop.open()]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([stack?.stop(), shop?.close()]);
});

/** The preview's page and the chat's window on it. */
function preview({ page, words }: Agent): { page: FrameLocator; window: FrameLocator } {
  const sketch = page.frameLocator(`iframe[title="${words.channels.preview.title}"]`);
  return { page: sketch, window: sketch.frameLocator("iframe") };
}

async function newChat(admin: Agent): Promise<void> {
  const { page, words } = admin;
  await page.getByRole("link", { name: words.menu.channels }).click();
  await page.getByRole("button", { name: words.channels.add }).click();
  await page.getByRole("menuitem", { name: words.channels.addChat }).click();
  await page.getByRole("heading", { name: words.channels.editor.new }).waitFor();
}

/** Fills what a chat can't be without. */
async function basics({ page, words }: Agent, name: string): Promise<void> {
  await page.getByLabel(words.channels.basics.name).fill(name);
  await page.getByLabel(words.channels.basics.shopUrl).fill(shop.origin);
}

test("a chat is made, looked at, put on a shop, seen there and used", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.channels;
  await newChat(admin);
  await basics(admin, "Kubki i dzbanki");

  // Every change shows in the preview, and nothing there is loaded anew for it.
  const shown = preview(admin);
  const icon = shown.page.locator("button.icon");
  const colour = () => icon.evaluate((button) => getComputedStyle(button).backgroundColor);
  await shown.window.getByRole("button", { name: "Rozpocznij czat" }).waitFor();
  await shown.window.locator("html").evaluate((html) => html.setAttribute("data-same", "yes"));
  await page.getByLabel(said.look.primary).fill("#ffd400");
  await until(async () => (await colour()) === "rgb(255, 212, 0)", "the icon takes the colour");
  await page.getByText(/1,4:1/).waitFor();
  await page.getByRole("button", { name: /^Zmień kolor podstawowy na/ }).click();
  await page.getByText(/1,4:1/).waitFor({ state: "detached" });
  await page.getByText(said.look.left, { exact: true }).click();
  await shown.page.locator(".dock.left").waitFor();
  await page.getByLabel(said.form.welcome).fill("Cześć, tu kubki!");
  await shown.window.getByText("Cześć, tu kubki!").waitFor();
  const view = async (name: string) => {
    await page.getByRole("combobox", { name: said.preview.view }).click();
    await page.getByRole("option", { name, exact: true }).click();
  };
  await view(said.preview.conversation);
  await shown.window.locator(".bubble").first().waitFor();
  await view(said.preview.closed);
  await page.getByLabel(said.afterHours.text).fill("Wracamy w poniedziałek.");
  await shown.window.getByText("Wracamy w poniedziałek.").waitFor();
  expect(await shown.window.locator("html").getAttribute("data-same")).toBe("yes");
  await page.getByRole("radio", { name: new RegExp(said.afterHours.hide) }).check();
  await until(async () => (await icon.count()) === 0, "a hidden chat leaves the sketch alone");
  expect(await page.getByLabel(said.afterHours.text).count()).toBe(0);
  await page.getByRole("radio", { name: new RegExp(said.afterHours.message) }).check();
  await view(said.preview.form);

  // Where and when.
  const path = page.getByLabel(said.targeting.newPath);
  await path.fill("https://inny.example/koszyk");
  await page.getByRole("button", { name: said.targeting.add, exact: true }).click();
  await page.getByText(words.form.problem.foreign_host).waitFor();
  await path.fill(shop.origin + "/koszyk/?krok=2");
  await page.getByRole("button", { name: said.targeting.add, exact: true }).click();
  await page.getByRole("button", { name: said.targeting.remove.replace("{{path}}", "/koszyk") }).waitFor();
  await page.getByLabel(said.targeting.check).fill("/koszyk/dostawa");
  await page.getByText(said.shows.denied.replace("{{path}}", "/koszyk")).waitFor();
  await page.getByText(said.hours.chosen, { exact: true }).click();
  await page.getByLabel(said.hours.check).fill("2026-12-26T10:00"); // a Saturday
  await page.getByText(/^Nie, czat jest wtedy zamknięty\. Otworzy się: /).waitFor();
  await page.getByText(said.hours.always, { exact: true }).click();
  await page.getByText(said.hours.nowAlways).waitFor();

  // Who.
  await page.getByText(said.agents.nobody).waitFor();
  await page.getByRole("combobox", { name: said.agents.label }).fill("anna");
  await page.getByRole("option", { name: /Anna Kowalska/ }).click();
  await page.getByText(said.agents.nobody).waitFor({ state: "detached" });
  await page.keyboard.press("Escape");

  // On the shop.
  await page.getByRole("button", { name: said.editor.create }).click();
  const code = page.getByRole("dialog");
  await code.getByText(said.code.unseen).waitFor();
  shop.snippet = (await code.getByText(/^<script async/).textContent())!;
  const tess = await Customer.visit(browser, shop.origin + "/");
  await tess.open();
  await tess.reads("Cześć, tu kubki!");
  await tess.fillForm("Tess", "tess@example.com", "Dzbanek", "Czy jest zielony?");
  await tess.sees("Czy jest zielony?");
  await code.getByText(said.code.seen).waitFor();
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Dzbanek");
  await anna.reply("Jest!");
  await tess.sees("Czy jest zielony?", "Jest!");

  // And off it again: the ticket stays and keeps the name.
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: said.back }).click();
  await page.getByRole("button", { name: said.action.menu.replace("{{name}}", "Kubki i dzbanki") }).click();
  await page.getByRole("menuitem", { name: said.action.delete }).click();
  await page.getByRole("dialog").getByRole("button", { name: said.delete.button }).click();
  await page.getByRole("link", { name: "Kubki i dzbanki" }).waitFor({ state: "detached" });
  await anna.page.reload();
  await anna.reads("Kubki i dzbanki");
  await anna.sees("Czy jest zielony?", "Jest!");
  await Promise.all([admin, tess, anna].map(({ context }) => context.close()));
});

test("two admins don't overwrite each other, and nobody leaves unsaved changes by accident", async () => {
  const first = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { channels: said, form } = first.words;
  await newChat(first);
  await basics(first, "Wspólny");
  await first.page.getByRole("button", { name: said.editor.create }).click();
  await first.page.getByRole("dialog").waitFor();
  await first.page.keyboard.press("Escape");
  const second = await Agent.logIn(browser, stack.url, "admin@demo.test");
  await second.page.goto(first.page.url());
  await second.page.getByLabel(said.form.welcome).fill("Drugi był szybszy");
  await first.page.getByLabel(said.basics.name).fill("Mój czat");
  await second.page.getByRole("button", { name: form.save }).click();
  await second.page.getByText(form.saved).waitFor();
  await first.page.getByRole("button", { name: form.save }).click();
  await first.page.getByText(said.conflict.title).waitFor();
  expect(await first.page.getByLabel(said.basics.name).inputValue()).toBe("Mój czat");
  await first.page.getByRole("button", { name: form.conflict.load }).click();
  await first.page.getByRole("button", { name: form.conflict.drop }).click();
  await until(async () => (await first.page.getByLabel(said.form.welcome).inputValue()) === "Drugi był szybszy", "the newer version is there");

  await first.page.getByLabel(said.basics.name).fill("Jeszcze inny");
  const address = first.page.url();
  await first.page.goBack();
  await first.page.getByRole("dialog").getByRole("button", { name: form.leave.stay }).click();
  expect(first.page.url()).toBe(address);
  expect(await first.page.getByLabel(said.basics.name).inputValue()).toBe("Jeszcze inny");
  await first.page.getByRole("link", { name: first.words.view.mine }).click();
  await first.page.getByRole("dialog").getByRole("button", { name: form.leave.leave }).click();
  await first.page.getByRole("heading", { name: first.words.view.mine }).waitFor();
  await Promise.all([first, second].map(({ context }) => context.close()));
});

test("an agent finds no configurator", async () => {
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  expect(await anna.page.getByRole("link", { name: anna.words.menu.channels }).count()).toBe(0);
  await anna.page.goto(stack.url + "/inbox/channels");
  await anna.reads(anna.words.notFound.title);
  await anna.context.close();
});

test.each([
  { lang: "pl", phone: false },
  { lang: "en", phone: true },
] as const)("no view of the configurator has violations: $lang, phone $phone", async (looks) => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test", looks);
  const { page, words } = admin;
  const said = words.channels;
  const found: string[] = [];
  const see = async (name: string) => {
    await picture(page, `${looks.phone ? "phone" : "desk"}-${looks.lang}-${name}`);
    found.push(...(await violations({ name, page })));
  };
  await page.goto(stack.url + "/inbox/channels");
  await page.getByRole("link", { name: "Sklep główny" }).waitFor();
  await see("channels");
  await page.getByRole("link", { name: "Outlet" }).click();
  await page.getByRole("textbox", { name: said.basics.name, exact: true }).waitFor();
  await see("channel");
  await page.getByLabel(said.look.primary).fill("#ffd400");
  await page.getByRole("textbox", { name: said.basics.name, exact: true }).fill("");
  await page.getByRole("button", { name: words.form.save }).click();
  await page.getByText(words.form.problem.empty).first().waitFor();
  await see("channel-refused");
  if (looks.phone) {
    await page.getByRole("tab", { name: said.editor.preview }).click();
    await preview(admin).page.locator("button.icon").waitFor();
    await see("channel-preview");
  }
  await admin.context.close();
});
