import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { until } from "./stack";

/** An agent in the inbox, in Polish. */
export class Agent {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async logIn(browser: Browser, url: string, email: string): Promise<Agent> {
    const context = await browser.newContext({
      locale: "pl-PL",
      timezoneId: "Europe/Warsaw",
      viewport: { width: 1440, height: 900 },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await page.goto(url + "/inbox/");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Hasło", { exact: true }).fill("rozmowa-demo");
    await page.getByRole("button", { name: "Zaloguj się" }).click();
    await page.getByRole("link", { name: /Tickety do obsługi/ }).waitFor();
    return new Agent(context, page);
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

  get conversation(): Locator {
    return this.page.getByRole("region", { name: "Rozmowa" });
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: "Odpowiedź" });
  }

  async reply(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Texts of messages and notes that the journal has, in order. */
  bubbles(): Promise<string[]> {
    return this.conversation.locator("li[data-seq][data-kind] > :nth-child(2)").allTextContents();
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
