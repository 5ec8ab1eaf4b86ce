import type { Browser, BrowserContext, FrameLocator, Locator, Page } from "playwright-core";
import { until } from "./stack";

/** A customer on a page of the demo shop. Words are the Polish ones that customers read. */
export class Customer {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async visit(browser: Browser, address: string): Promise<Customer> {
    const context = await browser.newContext({ locale: "pl-PL", timezoneId: "Europe/Warsaw", reducedMotion: "reduce" });
    return Customer.tab(context, address);
  }

  /** Another tab of the same customer. */
  static async tab(context: BrowserContext, address: string): Promise<Customer> {
    const page = await context.newPage();
    await page.goto(address);
    return new Customer(context, page);
  }

  get icon(): Locator {
    return this.page.locator("button.icon");
  }

  get frame(): FrameLocator {
    return this.page.frameLocator('iframe[title="Czat ze sklepem"]');
  }

  get composer(): Locator {
    return this.frame.getByRole("textbox", { name: "Twoja wiadomość" });
  }

  async open(): Promise<void> {
    await this.icon.and(this.page.getByRole("button", { name: /^Otwórz czat/ })).click();
  }

  async fillForm(name: string, email: string, subject: string, body: string): Promise<void> {
    await this.frame.getByLabel("Imię i nazwisko").fill(name);
    await this.frame.getByLabel("E-mail").fill(email);
    await this.frame.getByLabel("Temat").fill(subject);
    await this.frame.getByLabel("Treść wiadomości").fill(body);
    await this.frame.getByRole("button", { name: "Rozpocznij czat" }).click();
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** What stands in the conversation's bubbles, in order. */
  bubbles(): Promise<string[]> {
    return this.frame.locator(".log .bubble").allTextContents();
  }

  /** Waits until the bubbles are exactly these, all of them acknowledged. */
  async sees(...texts: string[]): Promise<void> {
    await until(
      async () => JSON.stringify(await this.bubbles()) === JSON.stringify(texts) && (await this.frame.locator(".bubble.pending").count()) === 0,
      `the customer sees ${JSON.stringify(texts)}`,
    ).catch(async (error: Error) => {
      error.message += `; sees ${JSON.stringify(await this.bubbles())}`;
      throw error;
    });
  }

  async reads(words: string | RegExp): Promise<void> {
    await this.frame.getByText(words).first().waitFor();
  }
}
