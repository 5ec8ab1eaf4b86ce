import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, type Page, type Request, type Route, chromium } from "playwright-core";
import { until } from "./stack";

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

export async function person(browser: Browser, { lang = "pl", phone = false }: Looks): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: lang === "pl" ? "pl-PL" : "en-GB",
    timezoneId: "Europe/Warsaw",
    reducedMotion: "reduce",
    ...(phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } : { viewport: { width: 1440, height: 900 } }),
  });
  context.setDefaultTimeout(60_000);
  return context;
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

/**
 * Routes a page's requests to an address from now on. Chromium answers before its loaders know: a request made
 * in between is neither routed nor told of, so that whoever waits for it waits in vain, while the server has it.
 * Every frame asks until it is routed, since each has a loader of its own.
 */
export async function intercept(page: Page, url: string | RegExp, answer: (route: Route) => unknown): Promise<void> {
  await page.route(url, answer);
  const routed = new Set<string>();
  const asks = /\?routed=/;
  await page.route(asks, (route) => {
    routed.add(route.request().url());
    return route.fulfill();
  });
  await Promise.all(
    page.frames().map((frame, index) => {
      // Its own site is what a frame may always ask.
      const { origin } = new URL(/^http/.test(frame.url()) ? frame.url() : page.url());
      const ask = `${origin}/?routed=${index}`;
      return until(async () => {
        await frame.evaluate((ask) => fetch(ask, { mode: "no-cors" }).catch(() => undefined), ask);
        return routed.has(ask);
      }, `requests of ${frame.url()} are routed`);
    }),
  );
  await page.unroute(asks);
}

/** Holds a page's requests to an address back from now on, until they are let go, or lost on the way. */
export async function hold(page: Page, url: RegExp): Promise<(lost?: "lost") => Promise<void>> {
  const asked: Request[] = [];
  const held: Route[] = [];
  const hear = (request: Request): void => void (url.test(request.url()) && asked.push(request));
  // One that the page gives up before it is held never is.
  const forget = (request: Request): void => {
    const at = asked.indexOf(request);
    if (at >= 0 && !held.some((route) => route.request() === request)) asked.splice(at, 1);
  };
  page.on("request", hear);
  page.on("requestfailed", forget);
  await intercept(page, url, (route) => void held.push(route));
  return async (lost) => {
    // A request is told of before it is held.
    await until(async () => asked.length > 0 && held.length === asked.length, `requests to ${url} are held`);
    page.off("request", hear);
    page.off("requestfailed", forget);
    // One that a newer question took the place of is gone.
    await Promise.all(held.map((route) => (lost ? route.abort() : route.continue()).catch(() => undefined)));
    await page.unroute(url);
  };
}

const folder = fileURLToPath(new URL("../../screenshots/", import.meta.url));

/** Keeps a picture for people to leaf through, outside git. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}
