import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { hold, launch, picture } from "./browser";
import { Customer } from "./customer";
import { png } from "./pictures";
import { Stack, until } from "./stack";

// Agents beside each other, and what they learn of the customer and of what concerns them.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const others = (agent: Agent): Locator => agent.page.getByRole("status").filter({ hasText: /^.*Tu są też: / });

async function begin(subject: string): Promise<Customer> {
  const jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
  await jan.fillForm("Jan Kowalczyk", "jan@example.com", subject, "Dzień dobry, mam pytanie.");
  await jan.sees("Dzień dobry, mam pytanie.");
  return jan;
}

async function takeOver(agent: Agent): Promise<void> {
  await agent.page.getByRole("button", { name: "Przejmij" }).click();
  await agent.page.getByRole("dialog").getByRole("button", { name: "Przejmij" }).click();
  await agent.reads("Ten ticket jest Twój.");
}

/** The bell that is on screen; its name tells how many notices are unread. */
const bell = (agent: Agent, unread: number): Locator =>
  agent.page.getByRole("button", { name: unread === 0 ? /^Powiadomienia$/ : new RegExp(`^Powiadomienia, nieprzeczytane: ${unread}$`) }).filter({ visible: true });

test("agents in one ticket see each other, who is typing, and what the customer has read", async () => {
  const jan = await begin("Kto tu jest");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Kto tu jest");
  await anna.reads("Ten ticket jest teraz Twój");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.view("Wszystkie tickety");
  await piotr.row("Kto tu jest").hover();
  expect(await others(anna).count()).toBe(0);
  await piotr.openTicket("Kto tu jest");
  await others(anna).getByText("Tu są też: Piotr Zieliński").waitFor();
  await others(piotr).getByText("Tu są też: Anna Kowalska").waitFor();
  await anna.composer.pressSequentially("Już");
  await others(piotr).getByText("Anna Kowalska (pisze…)").waitFor();
  await picture(piotr.page, "together-present");
  await piotr.page.getByRole("textbox", { name: piotr.words.composer.note }).pressSequentially("Wiem");
  await others(anna).getByText("Piotr Zieliński (pisze…)").waitFor();
  await piotr.view("Wszystkie tickety");
  await others(anna).waitFor({ state: "detached" });

  // The window is put away: the message arrives and isn't read.
  await jan.frame.getByRole("button", { name: jan.words.minimise }).click();
  await anna.reply("Już sprawdzam.");
  const message = anna.conversation.locator("li").filter({ hasText: "Już sprawdzam." });
  await message.getByText("Dostarczono").waitFor();
  await picture(anna.page, "together-delivered");
  await jan.open();
  await message.getByText(/Przeczytano \d\d:\d\d/).waitFor();
  expect(await message.getByText(/Przeczytano/).locator("time").getAttribute("title")).toMatch(/\d{4}.*\d\d:\d\d:\d\d/);
  await anna.reply("Paczka jest w drodze.");
  await anna.conversation.locator("li").filter({ hasText: "Paczka jest w drodze." }).getByText(/Przeczytano/).waitFor();
  await message.getByText(/Przeczytano/).waitFor({ state: "detached" });
  await picture(anna.page, "together-read");
  await anna.page.reload();
  await anna.conversation.getByText(/Przeczytano \d\d:\d\d/).waitFor();
  await Promise.all([anna, piotr, jan].map((each) => each.context.close()));
});

test("who writes while a colleague replies is asked before sending, and loses nothing", async () => {
  const jan = await begin("Dwie odpowiedzi");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("Dwie odpowiedzi");
  await anna.reads("Ten ticket jest teraz Twój");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.view("Wszystkie tickety");
  await piotr.openTicket("Dwie odpowiedzi");
  const question = anna.page.getByRole("alertdialog", { name: "W międzyczasie odpowiedź wysłano: Piotr Zieliński" });
  const said = ["Dzień dobry, mam pytanie."];

  await anna.composer.fill("Paczka wyjdzie jutro.");
  await jan.write("Halo?");
  await takeOver(piotr);
  await piotr.reply("Paczka wyszła dzisiaj.");
  said.push("Halo?", "Paczka wyszła dzisiaj.");
  await anna.sees(...said);
  await takeOver(anna);
  await anna.composer.press("Enter");
  await question.getByText("Paczka wyszła dzisiaj.").waitFor();
  await picture(anna.page, "together-meanwhile");
  expect(await violations({ name: "meanwhile", page: anna.page })).toEqual([]);
  await question.getByRole("button", { name: "Wróć do pisania" }).click();
  await question.waitFor({ state: "detached" });
  expect(await anna.composer.inputValue()).toBe("Paczka wyjdzie jutro.");

  // Known is known, also after a reload; what comes later is asked about again.
  await takeOver(piotr);
  await piotr.reply("Numer przesyłki: 123.");
  said.push("Numer przesyłki: 123.");
  await anna.sees(...said);
  await anna.page.reload();
  await takeOver(anna);
  await until(async () => (await anna.composer.inputValue()) === "Paczka wyjdzie jutro.", "the draft is there");
  await anna.composer.press("Enter");
  await question.getByText("Numer przesyłki: 123.").waitFor();
  await question.getByRole("button", { name: "Wyślij mimo to" }).click();
  said.push("Paczka wyjdzie jutro.");
  await anna.sees(...said);
  await jan.sees(...said);

  // A customer's message asks nothing.
  await anna.composer.fill("Czy mogę jeszcze pomóc?");
  await jan.write("Dziękuję!");
  said.push("Dziękuję!");
  await anna.sees(...said);
  await anna.composer.press("Enter");
  await anna.sees(...said, "Czy mogę jeszcze pomóc?");
  await Promise.all([anna, piotr, jan].map((each) => each.context.close()));
});

test("the bell tells of tickets one was given and watches, on every device, until they are read", async () => {
  const jan = await begin("Zwrot pieniędzy");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  const phone = await Agent.logIn(browser, stack.url, "piotr@demo.test", { phone: true });
  await bell(piotr, 0).click();
  await piotr.page.getByText("Nie ma powiadomień").waitFor();
  await picture(piotr.page, "bell-empty");
  await piotr.page.keyboard.press("Escape");

  await anna.openTicket("Zwrot pieniędzy");
  await anna.reads("Ten ticket jest teraz Twój");
  await anna.page.getByRole("button", { name: "Obserwuj", exact: true }).click();
  await anna.choose("Agent", "Piotr Zieliński");
  await bell(piotr, 1).waitFor();
  await bell(phone, 1).waitFor();
  await piotr.page.reload();
  await bell(piotr, 1).click();
  const panel = piotr.page.getByRole("dialog", { name: "Powiadomienia" });
  await panel.getByText("Anna Kowalska przypisuje Ci ticket").waitFor();
  await picture(piotr.page, "bell-assigned");
  expect(await violations({ name: "panel", page: piotr.page })).toEqual([]);
  await bell(phone, 1).click();
  await phone.page.getByText("Anna Kowalska przypisuje Ci ticket").waitFor();
  await picture(phone.page, "bell-phone");

  await panel.getByRole("link", { name: /przypisuje Ci ticket/ }).click();
  await piotr.reads("Ten ticket jest Twój.");
  await panel.waitFor({ state: "detached" });
  await bell(piotr, 0).waitFor();
  await phone.page.keyboard.press("Escape");
  await bell(phone, 0).waitFor();

  // Anna watches from afar; her own doings told her nothing.
  await anna.view("Wszystkie tickety");
  await bell(anna, 0).waitFor();
  await jan.write("Kiedy dostanę zwrot?");
  await bell(anna, 1).waitFor();
  await piotr.reply("Jeszcze dzisiaj.");
  const told = anna.page.getByRole("dialog", { name: "Powiadomienia" });
  await bell(anna, 1).click();
  await told.getByText("Odpowiedź: Piotr Zieliński").waitFor();
  await told.getByText("Jeszcze dzisiaj.").waitFor();
  await told.getByRole("button", { name: "O czym powiadamiać" }).click();
  await told.getByRole("switch", { name: "Nowości w obserwowanych ticketach" }).waitFor();
  await picture(anna.page, "bell-settings");
  expect(await violations({ name: "panel with settings", page: anna.page })).toEqual([]);
  await told.getByRole("button", { name: "Oznacz wszystkie jako przeczytane" }).click();
  await anna.page.keyboard.press("Escape");
  await bell(anna, 0).waitFor();
  await anna.page.reload();
  await anna.row("Zwrot pieniędzy").waitFor();
  await bell(anna, 0).click();
  await told.getByText("Odpowiedź: Piotr Zieliński").waitFor();
  await Promise.all([anna, piotr, phone, jan].map((each) => each.context.close()));
});

test("what a colleague's taking over cuts off stays readable, and is typed into no note", async () => {
  const jan = await begin("W pół zdania");
  const anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.openTicket("W pół zdania");
  await anna.reads("Ten ticket jest teraz Twój");
  const piotr = await Agent.logIn(browser, stack.url, "piotr@demo.test");
  await piotr.view("Wszystkie tickety");
  await piotr.openTicket("W pół zdania");
  const note = anna.page.getByRole("textbox", { name: anna.words.composer.note });
  const told = anna.page.getByRole("status").filter({ hasText: "Rozmowę prowadzi już Piotr Zieliński." });
  const reads = (text: string) => until(async () => (await anna.composer.inputValue()) === text, `the reply says ${text}`);

  await anna.attach(png("etykieta.png", 20, 20));
  await anna.composer.pressSequentially("Paczka wyj");
  await takeOver(piotr);
  await told.waitFor();
  await anna.page.keyboard.type("dzie jutro.");
  await anna.page.keyboard.press("Enter");
  expect(await anna.composer.and(anna.page.locator(":focus")).inputValue()).toBe("Paczka wyj");
  await anna.chip("etykieta.png").waitFor();
  await anna.page.keyboard.press("Control+a");
  expect(await anna.page.evaluate(() => getSelection()?.toString())).toBe("Paczka wyj");
  await picture(anna.page, "together-cut-off");
  expect(await violations({ name: "cut off", page: anna.page })).toEqual([]);

  // A note is written only by who goes to it; the reply is a step away.
  await anna.page.getByRole("button", { name: "Pisz notatkę" }).click();
  await note.and(anna.page.locator(":focus")).waitFor();
  expect(await note.inputValue()).toBe("");
  await anna.page.keyboard.type("Oddaję");
  await anna.page.getByRole("button", { name: "Pokaż niewysłaną odpowiedź" }).click();
  await reads("Paczka wyj");
  await anna.page.keyboard.press("Control+/");
  await note.and(anna.page.locator(":focus")).press("Enter");
  await anna.sees("Dzień dobry, mam pytanie.", "Oddaję");
  await reads("Paczka wyj");
  await anna.page.reload();
  await told.waitFor();
  await reads("Paczka wyj");

  // Sent while the colleague takes over: it is refused, and comes back where it can be read.
  await takeOver(anna);
  await anna.composer.fill("Paczka wyjdzie jutro.");
  const go = await hold(anna.page, /\/entries$/);
  await anna.composer.press("Enter");
  await anna.reads("Wysyłanie");
  await takeOver(piotr);
  await note.waitFor();
  await go();
  await anna.page.getByRole("button", { name: "Wróć do edycji" }).click();
  await reads("Paczka wyjdzie jutro.");
  await told.waitFor();
  await anna.chip("etykieta.png").waitFor();
  await takeOver(anna);
  await anna.composer.press("Enter");
  await anna.sees("Dzień dobry, mam pytanie.", "Oddaję", "Paczka wyjdzie jutro.");
  await jan.sees("Dzień dobry, mam pytanie.", "Paczka wyjdzie jutro.");

  // A note stays a note under the hands of who is given the ticket meanwhile.
  await takeOver(piotr);
  await note.pressSequentially("Sprawdzam");
  await piotr.choose("Agent", "Anna Kowalska");
  await anna.reads("Ten ticket jest Twój.");
  await anna.page.keyboard.type(" to dalej");
  expect(await note.inputValue()).toBe("Sprawdzam to dalej");
  await Promise.all([anna, piotr, jan].map((each) => each.context.close()));
});
