import type { Browser, Frame } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import enInbox from "../inbox/lang/en.json";
import plInbox from "../inbox/lang/pl.json";
import enRules from "../inbox/lang/rules-en.json";
import plRules from "../inbox/lang/rules-pl.json";
import * as enWidget from "../widget/lang/en";
import * as enExtras from "../widget/lang/extras/en";
import * as plExtras from "../widget/lang/extras/pl";
import * as plWidget from "../widget/lang/pl";
import { complaints, launch, picture } from "./browser";
import { Stack } from "./stack";
import { said, walk } from "./walk";

// What anybody would see at a glance: nothing sticks out, nothing is in the wrong language, nothing complains.

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([Stack.start(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Every text of a language as a pattern, by where it stands. */
function patterns(words: unknown, place = ""): [string, RegExp][] {
  if (typeof words !== "string") {
    return Object.entries(words as object).flatMap(([name, inner]) => patterns(inner, place ? `${place}.${name}` : name));
  }
  const fixed = words.split(/\{+\w+\}+|#/);
  // What has hardly a word of its own would be found everywhere.
  if (fixed.join("").replace(/\P{L}/gu, "").length < 4) return [];
  return [[`${place}: ${words}`, new RegExp(`^${fixed.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}$`)]];
}
const pl = [...patterns(plInbox), ...patterns(plRules), ...patterns(plWidget), ...patterns(plExtras)];
const en = [...patterns(enInbox), ...patterns(enRules), ...patterns(enWidget), ...patterns(enExtras)];
/** Patterns of one language that aren't the other's too. */
const only = (these: typeof pl, others: typeof pl) => these.filter(([, pattern]) => !others.some(([, other]) => other.source === pattern.source));
const foreign = { pl: only(en, pl), en: only(pl, en) };

/** Names of the demo company and each language's own name stand in both languages. */
const names = /^(Polski|English|Sklep główny|Outlet|(.* )?(Anna Kowalska|Piotr Zieliński|Magdalena Wójcik|Oskar Wiśniewski).*)$/;
/** What the shop wrote for its customers stays as the shop wrote it. */
const shops = /^(Dzień dobry! Chętnie|Witamy w outlecie|Outlet odpowiada)/;

/** Everything that can be read on a page, also by those who don't see. */
function texts(place: Frame): Promise<string[]> {
  return place.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, nodeValue } = walker.currentNode;
      if (parentElement && !parentElement.closest("style, script, [lang]:not(html)")) found.push(nodeValue ?? "");
    }
    for (const element of document.body.querySelectorAll("*")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(element.getAttribute(name) ?? "");
    }
    return found.map((text) => text.trim()).filter(Boolean);
  });
}

/** What sticks out sideways, and buttons whose words are cut. */
function sideways(place: Frame): Promise<string[]> {
  return place.evaluate(() => {
    const found: string[] = [];
    for (const element of [document.documentElement, ...document.body.querySelectorAll<HTMLElement>("*")]) {
      if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth <= 1) continue;
      const { overflowX, visibility } = getComputedStyle(element);
      if (visibility === "hidden") continue;
      const scrolls = /auto|scroll/.test(overflowX) || element === document.documentElement;
      if (scrolls || (element.matches("button, button *") && !element.closest("[aria-hidden=true]"))) found.push(element.outerHTML.slice(0, 160));
    }
    return found;
  });
}

test.each(["pl", "en"] as const)("on a phone nothing scrolls sideways, no text becomes HTML, nothing is in another language, nothing complains: %s", async (lang) => {
  const wrong: string[] = [];
  /** Where what was said with HTML in it must be read as it was written. */
  const quoted: Record<string, string[]> = {
    list: [said.name, said.subject],
    ticket: [said.name, said.subject, said.body.split(" https")[0]!, said.reply, said.note],
    "chat-conversation": [said.reply],
  };
  const heard: string[][] = [];
  await walk({
    browser,
    stack,
    looks: { lang, phone: true },
    // Who isn't logged in is told so, a wrong password is refused, and one customer goes offline.
    meet: (page) => heard.push(complaints(page, /status of 401 .*\/api\/v1\/session\)|ERR_INTERNET_DISCONNECTED/)),
    see: async ({ name, page, frame }) => {
      await picture(page, `phone-${lang}-${name}`);
      const place = frame ?? page.mainFrame();
      wrong.push(...(await sideways(place)).map((what) => `${name} sticks out: ${what}`));
      if (name === "shop") return; // the shop's own words
      expect(await place.locator("html").getAttribute("lang"), name).toBe(lang);
      const all = await texts(place);
      expect(await place.locator("img[src=x], a[href^=javascript], b:text('Markup'), i:text('OK')").count(), name).toBe(0);
      for (const text of quoted[name] ?? []) expect(all.join("\n"), name).toContain(text);
      delete quoted[name];
      for (const text of all) {
        for (const [where, pattern] of foreign[lang]) if (pattern.test(text) && !names.test(text)) wrong.push(`${name} says "${text}", which is ${where}`);
        if (lang === "en" && /[ąćęłńóśźż]/i.test(text) && !names.test(text) && !shops.test(text)) wrong.push(`${name} says "${text}" in Polish`);
        if ((/^[a-z]+(\.[a-zA-Z]+)+$/.test(text) && !text.startsWith("smtp.")) || /\{\{|undefined|NaN|\[object/.test(text)) wrong.push(`${name} says "${text}"`);
      }
    },
  });
  expect(Object.keys(quoted), "views that were not seen").toEqual([]);
  expect(wrong).toEqual([]);
  expect(heard.flat()).toEqual([]);
});
