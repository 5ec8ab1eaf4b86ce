import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from "vitest";
import { Agent } from "./agent";
import { launch } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";

// What must survive: nothing lost, nothing doubled, nothing out of order.

let stack: Stack;
let browser: Browser;
let jan: Customer;
let anna: Agent;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  anna = await Agent.logIn(browser, stack.url, "anna@demo.test");
  await anna.view("Tickety do obsługi");
  jan = await Customer.visit(browser, stack.url + "/demo/");
  await jan.open();
});
afterEach(async () => {
  await Promise.all([anna.context.close(), jan.context.close()]);
});

async function begin(subject: string): Promise<void> {
  await jan.fillForm("Jan Kowalczyk", "jan@example.com", subject, "Pierwsza");
  await jan.sees("Pierwsza");
}

async function join(subject: string): Promise<void> {
  await anna.openTicket(subject);
  await jan.reads("Do czatu dołącza: Anna Kowalska");
}

test("the network is cut for ten seconds while three messages are typed", async () => {
  await begin("Sieć");
  await join("Sieć");
  await jan.context.setOffline(true);
  await until(() => jan.page.evaluate(() => fetch(location.href).then(() => false, () => true)), "the network is cut");
  await jan.write("Druga");
  await jan.write("Trzecia");
  await jan.reads("Brak połączenia");
  await anna.reply("Odpowiedź w tym czasie");
  await jan.write("Czwarta");
  await jan.composer.fill("niewysłane");
  await new Promise((resolve) => setTimeout(resolve, 10_000)); // the cut itself
  await jan.context.setOffline(false);
  await anna.sees("Pierwsza", "Odpowiedź w tym czasie", "Druga", "Trzecia", "Czwarta");
  await jan.sees("Pierwsza", "Odpowiedź w tym czasie", "Druga", "Trzecia", "Czwarta");
  expect(await jan.composer.inputValue()).toBe("niewysłane");
  await jan.frame.getByText("Brak połączenia").waitFor({ state: "detached" });
});

test("the worker is killed between the customer's message and the agent's join", async () => {
  await begin("Worker");
  await stack.killWorker();
  await jan.write("Druga");
  await anna.row("Worker").click();
  await anna.conversation.waitFor();
  await anna.reads("Silnik procesów jest chwilowo niedostępny");
  await anna.reply("Odpowiadam mimo to");
  await jan.sees("Pierwsza", "Druga", "Odpowiadam mimo to");
  stack.startWorker();
  await jan.reads("Do czatu dołącza: Anna Kowalska");
  await anna.reads(/Ten ticket jest (teraz )?Twój/);
  await jan.write("Trzecia");
  await anna.sees("Pierwsza", "Druga", "Odpowiadam mimo to", "Trzecia");
  await jan.sees("Pierwsza", "Druga", "Odpowiadam mimo to", "Trzecia");
  expect(await jan.frame.locator(".operation", { hasText: "Do czatu dołącza" }).count()).toBe(1);
});

test("Temporal stops for twenty seconds while both keep chatting; then the workflow has seen every entry", async () => {
  await begin("Temporal");
  await join("Temporal");
  const texts = ["Pierwsza"];
  await stack.stopTemporal();
  const end = Date.now() + 20_000;
  for (let i = 1; Date.now() < end; i++) {
    await jan.write(`Klient ${i}`);
    texts.push(`Klient ${i}`);
    await anna.sees(...texts);
    await anna.reply(`Agent ${i}`);
    texts.push(`Agent ${i}`);
    await jan.sees(...texts);
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // a pace of people
  }
  await stack.startTemporal();
  const ticket = anna.page.url().match(/[0-9a-f-]{36}/)![0];
  const last = Number(await anna.conversation.locator("li[data-seq]").last().getAttribute("data-seq"));
  await until(async () => (await stack.standing(ticket)).seen >= last, `the workflow has seen entry ${last}`);
  await anna.page.getByRole("button", { name: "Zamknij ticket" }).click();
  await jan.reads("Rozmowa zakończona przez obsługę sklepu");
  await jan.sees(...texts);
});

test("the api is killed and started again under an open chat", async () => {
  await begin("Api");
  await join("Api");
  await stack.killApi();
  await jan.write("Pisane bez serwera");
  await anna.composer.fill("Odpowiedź bez serwera");
  await anna.composer.press("Enter");
  await jan.reads("Brak połączenia");
  await stack.startApi();
  await until(
    async () => (await jan.bubbles()).length === 3 && (await jan.unsent()) === 0 && (await anna.bubbles()).length === 3,
    "both are there again",
  );
  const seen = await jan.bubbles();
  expect([...seen].sort()).toEqual(["Odpowiedź bez serwera", "Pierwsza", "Pisane bez serwera"].sort());
  expect(seen[0]).toBe("Pierwsza");
  await anna.sees(...seen);
  await jan.write("Działa dalej");
  await anna.sees(...seen, "Działa dalej");
});
