import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, type Page, chromium } from "playwright-core";

/** Starts the system's Chromium; CHROMIUM is set by the Makefile. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** How a person's browser is set; by default a Polish one on a desk. */
export interface Looks {
  lang?: "pl" | "en";
  phone?: boolean;
}

export function person(browser: Browser, { lang = "pl", phone = false }: Looks): Promise<BrowserContext> {
  return browser.newContext({
    locale: lang === "pl" ? "pl-PL" : "en-GB",
    timezoneId: "Europe/Warsaw",
    reducedMotion: "reduce",
    ...(phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } : { viewport: { width: 1440, height: 900 } }),
  });
}

/**
 * Collects what a page's scripts and its console complain about. A browser reports every refused request
 * by itself; those that a walk means to have refused are named by `expected`.
 */
export function complaints(page: Page, expected?: RegExp): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(String(error.stack ?? error)));
  page.on("dialog", (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const words = `${message.text()} (${message.location().url})`;
    if (!expected?.test(words)) heard.push(words);
  });
  return heard;
}

const folder = fileURLToPath(new URL("../../screenshots/", import.meta.url));

/** Keeps a picture for people to leaf through, outside git. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}
