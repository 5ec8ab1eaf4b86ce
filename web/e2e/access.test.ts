import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Agent } from "./agent";
import { violations } from "./axe";
import { launch, picture } from "./browser";
import { Customer } from "./customer";
import { Stack, until } from "./stack";
import { walk } from "./walk";

// Everybody can use it: WCAG 2.2 AA as far as axe can tell, and the keyboard alone.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test.each(["pl", "en"] as const)("no view of widget or inbox has violations: %s", async (lang) => {
  const found: string[] = [];
  await walk({
    browser,
    stack,
    looks: { lang },
    see: async (sight) => {
      await picture(sight.page, `desk-${lang}-${sight.name}`);
      found.push(...(await violations(sight)));
    },
  });
  expect(found).toEqual([]);
});

/** The name of what has the focus, in the chat's window too. */
async function focused(page: Page): Promise<string> {
  const inWindow = await page.evaluate(() => document.querySelector("rozmowa-chat")?.shadowRoot?.activeElement?.tagName === "IFRAME");
  const place = inWindow ? page.frames().find((frame) => frame.url().includes("/frame?"))! : page.mainFrame();
  return place.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const field = element as HTMLInputElement | null;
    return (element?.getAttribute("aria-label") ?? field?.labels?.[0]?.textContent ?? element?.textContent ?? "").trim();
  });
}

/** Presses Tab until the focus is on the control of that name. */
async function tabTo(page: Page, name: string, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < 60; i++) {
    const now = await focused(page);
    if (now === name || now.startsWith(name)) return;
    passed.push(now.slice(0, 30));
    await page.keyboard.press(key);
  }
  throw new Error(`Tab doesn't come to ${name}; it passed ${passed.join(" | ")}`);
}

const focusIsOn = (page: Page, name: string) => until(async () => (await focused(page)).startsWith(name), `the focus is on ${name}`);

test("a customer opens the chat, fills the form, writes, ends and starts again with the keyboard alone", async () => {
  const ola = await Customer.visit(browser, stack.url + "/demo/");
  const { page } = ola;
  const { keyboard } = page;
  await ola.icon.waitFor();
  await tabTo(page, "Otwórz czat");
  await keyboard.press("Enter");
  await focusIsOn(page, "Imię i nazwisko");
  await keyboard.type("Ola Klawisz");
  await keyboard.press("Enter");
  await focusIsOn(page, "E-mail"); // the first field that is wrong
  await keyboard.type("ola@example.com");
  await keyboard.press("Tab");
  await keyboard.type("Klawiatura");
  await keyboard.press("Tab");
  await keyboard.type("Bez myszy");
  await tabTo(page, "Rozpocznij czat");
  await keyboard.press("Enter");
  await focusIsOn(page, "Twoja wiadomość");
  await ola.sees("Bez myszy");
  await keyboard.type("Druga");
  await keyboard.press("Enter");
  await ola.sees("Bez myszy", "Druga");

  // Escape puts the window away and gives the focus back to the icon.
  await keyboard.press("Escape");
  await focusIsOn(page, "Otwórz czat");
  await keyboard.press("Enter");
  await focusIsOn(page, "Twoja wiadomość");

  await tabTo(page, "Zakończ", "Shift+Tab");
  await keyboard.press("Enter");
  await focusIsOn(page, "Wróć do rozmowy");
  await keyboard.press("Escape"); // takes the question back, not the window away
  await focusIsOn(page, "Twoja wiadomość");
  await tabTo(page, "Zakończ", "Shift+Tab");
  await keyboard.press("Enter");
  await focusIsOn(page, "Wróć do rozmowy");
  await tabTo(page, "Zakończ rozmowę", "Shift+Tab");
  await keyboard.press("Enter");
  await focusIsOn(page, "Rozpocznij nową rozmowę");
  await keyboard.press("Enter");
  await focusIsOn(page, "Temat"); // name and e-mail are still known
  await ola.context.close();
});

test("an agent logs in, opens a ticket, replies, notes, closes and goes back with the keyboard alone", async () => {
  const ewa = await Customer.visit(browser, stack.url + "/demo/");
  await ewa.open();
  await ewa.fillForm("Ewa Lis", "ewa@example.com", "Klawisze agenta", "Pierwsza");
  await ewa.sees("Pierwsza");

  const anna = await Agent.visit(browser, stack.url);
  const { page } = anna;
  const { keyboard } = page;
  await focusIsOn(page, "E-mail");
  await keyboard.type("anna@demo.test");
  await keyboard.press("Tab");
  await keyboard.type("rozmowa-demo");
  await keyboard.press("Enter");
  await anna.inside();
  await anna.row("Klawisze agenta").waitFor();
  await tabTo(page, "Przejdź do treści");
  await keyboard.press("Enter");
  await tabTo(page, "Klawisze agenta");
  await keyboard.press("Enter");
  await anna.reads("Ten ticket jest teraz Twój");
  await focusIsOn(page, "Odpowiedź");
  await keyboard.type("Odpowiedź z klawiatury");
  await keyboard.press("Enter");
  await ewa.sees("Pierwsza", "Odpowiedź z klawiatury");
  await keyboard.press("Control+/");
  await focusIsOn(page, "Notatka");
  await keyboard.type("Notatka z klawiatury");
  await keyboard.press("Enter");
  await anna.sees("Pierwsza", "Odpowiedź z klawiatury", "Notatka z klawiatury");
  await tabTo(page, "Zamknij ticket", "Shift+Tab");
  await keyboard.press("Enter");
  await anna.reads("Zamknięto przez: Anna Kowalska");
  await ewa.reads("Rozmowa zakończona przez obsługę sklepu: Anna Kowalska");
  await tabTo(page, "Wróć do widoku", "Shift+Tab");
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Tickety do obsługi" }).waitFor();
  await tabTo(page, "Wszystkie tickety", "Shift+Tab"); // the keyboard goes on from the page, not from nowhere
  await keyboard.press("Enter");
  await anna.row("Klawisze agenta").waitFor();
  await Promise.all([anna.context.close(), ewa.context.close()]);
});
