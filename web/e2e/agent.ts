import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import enInbox from "../inbox/lang/en.json";
import plInbox from "../inbox/lang/pl.json";
import enOrders from "../inbox/lang/orders-en.json";
import plOrders from "../inbox/lang/orders-pl.json";
import enRules from "../inbox/lang/rules-en.json";
import plRules from "../inbox/lang/rules-pl.json";
import { type Looks, person } from "./browser";
import { until } from "./stack";

// What is loaded with the pages of automatic actions, or with a ticket's orders, stands among the other texts.
const plWords = { ...plInbox, rules: plRules.rules, orders: plOrders.orders };
const enWords = { ...enInbox, rules: enRules.rules, orders: enOrders.orders };

/** An agent in the inbox, in Polish unless told otherwise. */
export class Agent {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly words: typeof plWords,
  ) {}

  static async logIn(browser: Browser, url: string, email: string, looks: Looks = {}): Promise<Agent> {
    const agent = await Agent.visit(browser, url, looks);
    await agent.enter(email, "rozmowa-demo");
    await agent.inside();
    return agent;
  }

  /** Someone before the login, who has chosen their language there. */
  static async visit(browser: Browser, url: string, looks: Looks = {}): Promise<Agent> {
    const context = await person(browser, looks);
    const page = await context.newPage();
    const agent = new Agent(context, page, looks.lang === "en" ? (enWords as typeof plWords) : plWords);
    await page.goto(url + "/inbox/");
    if (looks.lang === "en") await page.getByText("English").click();
    await page.getByRole("heading", { name: agent.words.login.title }).waitFor();
    return agent;
  }

  async enter(email: string, password: string): Promise<void> {
    await this.page.getByLabel(this.words.login.email).fill(email);
    await this.page.getByLabel(this.words.login.password, { exact: true }).fill(password);
    await this.page.getByRole("button", { name: this.words.login.submit }).click();
  }

  /** Logs in again over the page, where the address is known. */
  async enterPassword(password = "rozmowa-demo"): Promise<void> {
    await this.page.getByLabel(this.words.login.password, { exact: true }).fill(password);
    await this.page.getByRole("button", { name: this.words.login.submit }).click();
  }

  /** Waits for the inbox, and makes the profile's language the agent's. */
  async inside(): Promise<void> {
    const { page, words } = this;
    await page.locator("#main").waitFor();
    const lang = words === plWords ? "pl" : "en";
    let profile: string | undefined;
    // The page may stand below a login that isn't answered yet.
    await until(async () => {
      profile = await page.evaluate(async () => {
        const session = await fetch("/api/v1/session");
        return session.ok ? ((await session.json()) as { locale: string }).locale : undefined;
      });
      return profile !== undefined;
    }, "the agent is logged in");
    if (profile === lang) return page.locator(`html[lang=${lang}]`).waitFor({ state: "attached" });
    await page.evaluate(
      (locale) => fetch("/api/v1/profile", { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ locale }) }),
      lang,
    );
    await page.reload();
    await page.getByRole("heading", { name: words.view.unassigned }).waitFor();
  }

  async view(name: string): Promise<void> {
    await this.page.getByRole("link", { name: new RegExp("^" + name) }).click();
  }

  row(words: string): Locator {
    return this.page.locator("[data-ticket]").filter({ hasText: words });
  }

  async openTicket(title: string): Promise<void> {
    await this.row(title).click();
    await this.conversation.waitFor();
  }

  /** The field of a ticket's property. */
  property(name: string): Locator {
    return this.page.getByRole("combobox", { name, exact: true });
  }

  async choose(property: string, value: string): Promise<void> {
    await this.property(property).click();
    await this.page.getByRole("option", { name: value, exact: true }).click();
  }

  get conversation(): Locator {
    return this.page.getByRole("region", { name: this.words.ticket.conversation });
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: this.words.composer.reply });
  }

  async reply(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Adds files from the device to what is being written, and waits until the server has them. */
  async attach(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    await this.page.locator('input[type="file"]').setInputFiles(files);
    for (const { name } of files) await this.chip(name).and(this.page.locator('[data-state="kept"]')).waitFor();
  }

  /** A file that was added to what is being written. */
  chip(name: string): Locator {
    return this.page.getByRole("list", { name: this.words.files.list }).getByRole("listitem").filter({ hasText: name });
  }

  /** A picture in the conversation; a click enlarges it. */
  picture(name: string): Locator {
    return this.conversation.getByRole("button", { name: this.words.files.enlarge.replace("{{name}}", name) });
  }

  async seesPicture(name: string): Promise<void> {
    await this.picture(name).and(this.page.locator('[data-state="shown"]')).waitFor();
  }

  /** A file in the conversation that is downloaded. */
  file(name: string): Locator {
    return this.conversation.getByRole("link", { name });
  }

  /** Texts of messages and notes that the journal has, in order; empty where there are files alone. */
  bubbles(): Promise<string[]> {
    return this.conversation
      .locator("li[data-seq][data-kind]")
      .evaluateAll((rows) => rows.map((row) => row.querySelector("[data-said]")?.textContent ?? ""));
  }

  async sees(...texts: string[]): Promise<void> {
    await until(
      async () => JSON.stringify(await this.bubbles()) === JSON.stringify(texts),
      `the agent sees ${JSON.stringify(texts)}`,
    ).catch(async (error: Error) => {
      error.message += `; sees ${JSON.stringify(await this.bubbles())}`;
      throw error;
    });
  }

  async reads(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).first().waitFor();
  }
}
