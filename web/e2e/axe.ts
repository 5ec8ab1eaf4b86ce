import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Sight } from "./walk";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** WCAG 2.2 AA, as far as a program can tell. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * What axe finds wrong with a view, in the light and in the dark. What sticks to an edge (`data-sticks`) lies where it would without,
 * as after scrolling: axe takes what it covers at that moment for too small to be hit.
 */
export async function violations({ name, page, frame }: Sight): Promise<string[]> {
  const found: string[] = [];
  const place = frame ?? page.mainFrame();
  await place.evaluate(axe);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await place.waitForFunction((scheme) => (document.documentElement.dataset["mantineColorScheme"] ?? scheme) === scheme, colorScheme);
    const results = await place.evaluate(async (tags) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const options = { runOnly: tags, rules: { "target-size": { enabled: true } }, iframes: false, resultTypes: ["violations" as const] };
      const sticking = [...document.querySelectorAll<HTMLElement>("[data-sticks]")];
      for (const { style } of sticking) style.position = "static";
      try {
        return (await axe.run(document, options)) as AxeResults;
      } finally {
        for (const { style } of sticking) style.position = "";
      }
    }, rules);
    for (const { id, nodes } of results.violations) {
      for (const node of nodes) found.push(`${name}, ${colorScheme}: ${id} ${node.html} ${node.failureSummary}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}
