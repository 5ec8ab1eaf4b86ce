import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Sight } from "./walk";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** WCAG 2.2 AA, as far as a program can tell. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds wrong with a view, in the light and in the dark. */
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
      return (await axe.run(document, options)) as AxeResults;
    }, rules);
    for (const { id, nodes } of results.violations) {
      for (const node of nodes) found.push(`${name}, ${colorScheme}: ${id} ${node.html} ${node.failureSummary}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}
