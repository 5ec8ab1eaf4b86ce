import type { Browser, BrowserContext, FrameLocator, Locator, Page } from "playwright-core";
import { frame as en, icon as enIcon } from "../widget/lang/en";
import { extras as enExtras } from "../widget/lang/extras/en";
import { extras as plExtras } from "../widget/lang/extras/pl";
import { frame as pl, icon as plIcon } from "../widget/lang/pl";
import { type Looks, person } from "./browser";
import { until } from "./stack";

/** A customer on a page of the demo shop, which is in Polish or, for the test, says that it is in English. */
export class Customer {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly lang: "pl" | "en",
  ) {}

  static async visit(browser: Browser, address: string, looks: Looks = {}): Promise<Customer> {
    const context = await person(browser, looks);
    if (looks.lang === "en") {
      await context.route(/\/demo\/[^.]*$/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.text()).replace('<html lang="pl">', '<html lang="en">') });
      });
    }
    return Customer.tab(context, address, looks.lang);
  }

  /** Another tab of the same customer. */
  static async tab(context: BrowserContext, address: string, lang: "pl" | "en" = "pl"): Promise<Customer> {
    const page = await context.newPage();
    await page.goto(address);
    return new Customer(context, page, lang);
  }

  /** What the window says to this customer. */
  get words(): typeof pl {
    return this.lang === "en" ? en : pl;
  }

  /** What it says of files and of the transcript. */
  get extras(): typeof plExtras {
    return this.lang === "en" ? enExtras : plExtras;
  }

  private get iconWords(): typeof plIcon {
    return this.lang === "en" ? enIcon : plIcon;
  }

  get icon(): Locator {
    return this.page.locator("button.icon");
  }

  get frame(): FrameLocator {
    return this.page.frameLocator(`iframe[title="${this.iconWords.window}"]`);
  }

  get composer(): Locator {
    return this.frame.getByRole("textbox", { name: this.words.message });
  }

  async open(): Promise<void> {
    await this.icon.and(this.page.getByRole("button", { name: new RegExp(`^${this.iconWords.open}`) })).click();
  }

  async fillForm(name: string, email: string, subject: string, body: string): Promise<void> {
    await this.frame.getByLabel(this.words.name).fill(name);
    await this.frame.getByLabel(this.words.email).fill(email);
    await this.frame.getByLabel(this.words.subject).fill(subject);
    await this.frame.getByLabel(this.words.body).fill(body);
    await this.frame.getByRole("button", { name: this.words.start }).click();
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Picks files by the paperclip, and waits until those that can be sent are with the server. */
  async attach(...paths: string[]): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.frame.getByRole("button", { name: this.words.attach }).click()]);
    await chooser.setFiles(paths);
    await this.chips.first().waitFor();
    await this.frame.getByRole("progressbar").last().waitFor({ state: "detached" });
  }

  /** The next message's files. */
  get chips(): Locator {
    return this.frame.getByRole("list", { name: this.extras.next }).getByRole("listitem");
  }

  /** Waits until a picture of the conversation shows, not only its place. */
  async seesPicture(name: string): Promise<void> {
    const picture = this.frame.locator(".log").getByRole("img", { name }).last();
    await until(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0).catch(() => false), `the customer sees ${name}`);
  }

  /** Asks for the transcript where it is on offer: in the question whether to end, and after the end. */
  async askTranscript(email: string): Promise<void> {
    await this.frame.getByRole("button", { name: this.words.transcript }).click();
    await this.frame.getByLabel(this.words.email, { exact: true }).fill(email);
    await this.frame.getByRole("button", { name: this.extras.ask, exact: true }).click();
  }

  /** What stands in the conversation's bubbles, in order. */
  bubbles(): Promise<string[]> {
    return this.frame.locator(".log .bubble").allTextContents();
  }

  /** How many groups of messages say that the server doesn't have them yet: none, or the last. */
  unsent(): Promise<number> {
    const { sending, queued } = this.words;
    return this.frame.locator(".log .stamp").filter({ hasText: new RegExp(`· (${sending}|${queued})`) }).count();
  }

  /** Waits until the bubbles are exactly these, all of them acknowledged. */
  async sees(...texts: string[]): Promise<void> {
    await until(
      async () => JSON.stringify(await this.bubbles()) === JSON.stringify(texts) && (await this.unsent()) === 0,
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
