import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { complaints, hold, launch, picture } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";

// Automatic actions: an admin who can't code makes a rule, tries it and switches it on, and a customer triggers it.

let stack: Stack;
let browser: Browser;
/** Where webhooks go; it is out of order until it works. */
let receiver: Server;
let receives = false;

beforeAll(async () => {
  receiver = createServer((_, answer) => void answer.writeHead(receives ? 204 : 500).end());
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
  [stack, browser] = await Promise.all([Stack.start(undefined, { more: { ROZMOWA_PRIVATE_WEBHOOKS: "true" } }), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await new Promise((closed) => receiver?.close(closed));
});

const CALM = "Dzień dobry, kiedy otrzymam paczkę z zamówieniem?";
const ANGRY = "To jest skandal! Jestem bardzo niezadowolona, paczka zniszczona, a obsługa okropna.";

async function writes(body: string, subject: string): Promise<Customer> {
  const customer = await Customer.visit(browser, stack.url + "/demo/");
  await customer.open();
  await customer.fillForm("Zofia Żółkiewska", "zofia@example.com", subject, body);
  await customer.sees(body);
  return customer;
}

test("an admin who can't code has angry customers of a chat taken first, and it happens", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.rules;
  const heard = complaints(page);
  const found: string[] = [];
  const look = async (name: string) => {
    found.push(...(await violations({ name, page })));
    await picture(page, `rules-${name}`);
  };
  const button = (name: string, inside: Locator | typeof page = page) => inside.getByRole("button", { name, exact: true });
  const choose = async (field: Locator, option: string) => {
    await field.click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };

  // What a rule can speak of: a tag and a team.
  await page.evaluate(async () => {
    const put = (path: string, body: unknown, method = "PUT") => fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    await put("/api/v1/tags", { name: "niezadowoleni" }, "POST");
    await put(`/api/v1/teams/${crypto.randomUUID()}`, { name: "Reklamacje", agents: [] });
  });
  // What has happened already, to try it on.
  const before = await Promise.all([writes(CALM, "Kiedy paczka"), writes(ANGRY, "Zniszczona paczka")]);

  await page.getByRole("link", { name: words.menu.rules }).click();
  await page.getByText(said.empty).waitFor();
  await page.getByRole("link", { name: new RegExp(said.template.angry.name) }).waitFor();
  await look("empty");
  await page.getByRole("button", { name: said.add }).click();

  // Nothing may be missing; what is, is pointed out.
  await button(words.channels.editor.create).click();
  await page.getByText(words.form.problem.empty).waitFor();
  await page.getByLabel(said.partName.name, { exact: true }).fill("Niezadowoleni najpierw");
  await page.getByRole("checkbox", { name: said.event.customer_message }).check();

  // An event of time may have several times.
  await page.getByRole("checkbox", { name: said.event.waiting }).check();
  await button(said.addAfter).click();
  const times = page.getByRole("textbox", { name: said.eventLength.replace("{{event}}", said.event.waiting) });
  expect(await times.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))).toEqual(["5", "10"]);
  await button(said.removeAfter.replace("{{time}}", "5 minut")).click();
  await until(async () => (await times.count()) === 1, "one time is left");
  await page.getByRole("checkbox", { name: said.event.waiting }).uncheck();

  // The condition, by the menu alone.
  const condition = page.getByRole("list", { name: said.condition, exact: true });
  const row = (kind: string) => condition.locator(`[data-kind="${kind}"]`);
  for (const kind of [said.part.sentiment, said.part.channel]) {
    await button(said.rows.add).click();
    await page.getByRole("menuitem", { name: `${kind} – ${said.operator.is} – …`, exact: true }).click();
  }
  await choose(row("sentiment").getByRole("combobox", { name: said.rows.value.replace("{{name}}", said.part.sentiment) }), words.sentiment.negative);
  await choose(row("channel").getByRole("combobox", { name: said.rows.value.replace("{{name}}", said.part.channel) }), "Sklep główny");

  // What it does.
  const actions = page.getByRole("list", { name: said.actions, exact: true });
  for (const [kind, field, value] of [
    [said.action.kind.priority, said.action.value.priority, words.priority.urgent],
    [said.action.kind.tag_added, said.action.value.tag_added, "niezadowoleni"],
    [said.action.kind.team, said.action.value.team, "Reklamacje"],
  ] as const) {
    await button(said.addAction).click();
    await page.getByRole("menuitem", { name: kind, exact: true }).click();
    await choose(actions.getByRole("combobox", { name: field, exact: true }).last(), value);
  }
  await look("editor");

  // Who looks at the text sees the same, and comes back to the rows without loss.
  const mode = page.getByRole("radiogroup", { name: said.rows.mode });
  await mode.getByText(said.rows.text, { exact: true }).click();
  const code = page.getByRole("textbox", { name: said.condition });
  await until(async () => (await code.textContent()) === 'sentiment == "negative" and channel.name == "Sklep główny"', "the rows are a condition");
  await look("text");
  // A ready condition put into the text: the keyboard is at its value at once.
  await button(said.rows.add).click();
  await page.getByRole("menuitem", { name: `${said.part.subject} – ${said.operator.contains} – …`, exact: true }).click();
  await until(async () => page.getByRole("textbox", { name: said.rows.value.replace("{{name}}", said.part.subject) }).evaluate((field) => field === document.activeElement), "the value has the keyboard");
  await page.keyboard.press("Escape");
  await mode.getByText(said.rows.rows, { exact: true }).click();
  await row("channel").waitFor();

  // It is tried before it is saved.
  await button(said.try.button).evaluate((at) => at.scrollIntoView({ block: "end" }));
  await button(said.try.button).click();
  const summary = page.getByText(said.try.found.replace("{{matched}}", "1").replace("{{looked}}", "2").replace("{{times}}", "1 raz"));
  await summary.waitFor();
  const seen = () =>
    summary.evaluate((at) => {
      const { x, y, height } = at.getBoundingClientRect();
      return at.contains(document.elementFromPoint(x + 4, y + height / 2));
    });
  await until(seen, "what was found is in view");
  const results = page.getByRole("list", { name: said.try.result });
  await results.getByText("Zniszczona paczka").waitFor();
  await results.getByRole("button", { name: said.why }).click();
  const inWords = `${said.part.sentiment} – ${said.operator.is} – ${words.sentiment.negative}`;
  await results.getByText(inWords).waitFor(); // as the rows say it
  await look("tried");

  // Saved and switched on in one go, with how often it would have fired.
  await button(said.enable.saveAndEnable).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(said.enable.times_one.replace("{{count}}", "1")).waitFor();
  await look("enable");
  await button(said.enable.saveAndEnable, dialog).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("switch", { name: said.switch.replace("{{name}}", "Niezadowoleni najpierw") }).and(page.locator(":checked")).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/\/rules\/[0-9a-f-]{36}$/);

  // A customer triggers it; one who is calm doesn't.
  const angry = await writes(ANGRY, "Skandal z paczką");
  const calm = await writes(CALM, "Pytanie o paczkę");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Skandal z paczką");
  await until(async () => (await anna.property(words.property.priority).inputValue()) === words.priority.urgent, "the priority is urgent");
  await anna.reads("Tag „niezadowoleni” dodany (reguła „Niezadowoleni najpierw”)");
  await anna.reads("Zespół: Reklamacje (reguła „Niezadowoleni najpierw”)");
  await anna.page.getByRole("img", { name: words.timeline.sentiment.replace("{{sentiment}}", words.sentiment.negative) }).waitFor();
  await anna.page.getByRole("button", { name: words.ticket.more }).click();
  await anna.page.getByRole("menuitem", { name: words.menu.rules }).click();
  const runs = anna.page.getByRole("dialog").getByRole("list", { name: said.log.title });
  await runs.getByText("Niezadowoleni najpierw").waitFor();
  await until(async () => (await runs.locator('[data-state="done"]').count()) === 3, "three things are done");
  await picture(anna.page, "rules-ticket");
  expect(await violations({ name: "ticket's runs", page: anna.page })).toEqual([]);
  await anna.page.keyboard.press("Escape");
  await anna.page.getByRole("button", { name: words.ticket.more }).and(anna.page.locator(":focus")).waitFor();
  await anna.page.goto(stack.url + "/inbox/unassigned");
  await anna.openTicket("Pytanie o paczkę");
  await until(async () => (await anna.property(words.property.priority).inputValue()) === words.priority.normal, "the priority is as it was");

  // The rule's own log says so as well.
  await page.getByRole("link", { name: said.log.title }).click();
  const log = page.getByRole("list", { name: said.log.title });
  await log.getByRole("link").first().waitFor();
  expect(await log.locator("[data-outcome]").count()).toBe(1);
  await log.getByRole("button", { name: said.why }).click();
  await log.getByText(`${said.part.channel} – ${said.operator.is} – Sklep główny`).waitFor();
  await look("log");
  expect(found).toEqual([]);
  expect(heard).toEqual([]);
  await Promise.all([admin, anna, angry, calm, ...before].map((each) => each.context.close()));
});

test("rules are put in order by hand; what failed is tried again, and automatons that talked go on, by a button", async () => {
  const admin = await Agent.logIn(browser, stack.url, "admin@demo.test");
  const { page, words } = admin;
  const said = words.rules;
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/paczki`;
  await page.evaluate(async (url) => {
    const put = async (path: string, body: unknown) => {
      const answer = await fetch(path, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(await answer.text());
    };
    for (const [name, condition, action] of [
      ["Automat", 'ticket.subject contains "automat"', { kind: "autoresponder", texts: { pl: "Dziękujemy za wiadomość.", en: "" } }],
      ["Magazyn", 'ticket.subject contains "magazyn"', { kind: "webhook", url }],
    ] as const) {
      const path = `/api/v1/rules/${crypto.randomUUID()}`;
      const settings = { name, description: "", triggers: [{ event: "customer_message" }], condition, actions: [action], stop: false, often: "every_time" };
      await put(path, { version: 0, settings });
      await put(`${path}/enabled`, { version: 1, enabled: true });
    }
  }, address);

  // The last is dragged to the top, and stays there.
  await page.getByRole("link", { name: words.menu.rules }).click();
  const rows = page.locator("[data-rule]");
  const names = () => rows.getByRole("link").allTextContents();
  await rows.filter({ hasText: "Magazyn" }).waitFor();
  expect((await names()).slice(-2)).toEqual(["Automat", "Magazyn"]);
  expect(await violations({ name: "rules", page })).toEqual([]);
  const [handle, first] = await Promise.all([rows.last().locator("[data-handle]").boundingBox(), rows.first().boundingBox()]);
  await page.mouse.move(handle!.x + handle!.width / 2, handle!.y + handle!.height / 2);
  await page.mouse.down();
  await page.mouse.move(handle!.x, first!.y + 4, { steps: 5 });
  await Promise.all([page.waitForResponse((response) => response.ok() && response.url().endsWith("/rules/order")), page.mouse.up()]);
  await until(async () => (await names())[0] === "Magazyn", "it stands first");
  await page.reload();
  await until(async () => (await names())[0] === "Magazyn", "it stays first");
  await picture(page, "rules-in-order");

  // A webhook that failed is tried again.
  const hooked = await writes(CALM, "Pytanie do magazynu");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Pytanie do magazynu");
  const number = (await anna.page.locator("header").getByText(/^#\d+$/).textContent())!.slice(1);
  await anna.page.getByRole("button", { name: words.ticket.more }).click();
  await anna.page.getByRole("menuitem", { name: words.menu.rules }).click();
  const runs = anna.page.getByRole("dialog").getByRole("list", { name: said.log.title });
  await runs.locator('[data-state="retrying"]').waitFor();
  await picture(anna.page, "rules-retrying");
  // It works from the moment on when the button was pressed: before, the next try by itself may take the button away.
  const go = await hold(anna.page, /\/retry$/);
  await runs.getByRole("button", { name: said.log.retry }).click();
  receives = true;
  await go();
  await runs.locator('[data-state="done"]').waitFor();
  await anna.page.keyboard.press("Escape");

  // The other rule is tried on one ticket, by its number.
  await page.getByRole("link", { name: "Magazyn", exact: true }).click();
  await page.getByRole("radiogroup", { name: said.try.on }).getByText(said.try.way.number, { exact: true }).click();
  await page.getByRole("textbox", { name: said.try.number }).fill(number);
  await page.getByRole("button", { name: said.try.button, exact: true }).click();
  await page.getByRole("list", { name: said.try.result }).getByRole("link", { name: `#${number} Pytanie do magazynu` }).waitFor();

  // A customer that answers every answer at once is an automaton.
  const robot = await Customer.visit(browser, stack.url + "/demo/");
  await robot.open();
  await robot.fillForm("Zofia Żółkiewska", "zofia@example.com", "Odpowiedź automatu", "Jestem poza biurem.");
  const answers = async () => (await robot.bubbles()).filter((text) => text === "Dziękujemy za wiadomość.").length;
  for (let n = 1; n <= 3; n++) {
    await until(async () => (await answers()) === n, `it is answered, ${n}`);
    await robot.write("Jestem poza biurem.");
  }
  await anna.page.goto(stack.url + "/inbox/unassigned");
  await anna.openTicket("Odpowiedź automatu");
  const banner = anna.page.getByRole("alert").filter({ hasText: words.autoresponders.stopped });
  await banner.waitFor();
  await picture(anna.page, "rules-stopped");
  await banner.getByRole("button", { name: words.autoresponders.resume }).click();
  await banner.waitFor({ state: "detached" });
  await robot.write("Czy ktoś tam jest?");
  await until(async () => (await answers()) === 4, "it is answered again");
  await Promise.all([admin, anna, hooked, robot].map((each) => each.context.close()));
});
