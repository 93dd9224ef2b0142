import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

export const screenSizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const themes = ["light", "dark"] as const;

/** Where the pictures of all screens are, for people to look at. */
const pictures = join("test-results", "screenshots");

/**
 * Looks at the page as it is, in the light and in the dark: takes its picture, and expects that axe finds nothing wrong with it and
 * that nothing sticks out sideways.
 */
export async function checkScreen(page: Page, name: string): Promise<void> {
  for (const colorScheme of themes) {
    const variant = `${name}-${page.viewportSize()?.width}-${colorScheme}`;
    await test.step(variant, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await atRest(page);
      await page.screenshot({ path: join(pictures, `${variant}.png`), animations: "disabled" });
      const { violations } = await axeFor(page, colorScheme).analyze();
      expect(violations.map(describe)).toEqual([]);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(sideways, "pixels that stick out sideways").toBeLessThanOrEqual(0);
    });
  }
}

/** Every rule in the light; in the dark what a theme can change: contrast. */
function axeFor(page: Page, colorScheme: (typeof themes)[number]): AxeBuilder {
  const axe = new AxeBuilder({ page });
  return colorScheme === "light" ? axe : axe.withRules(["color-contrast", "link-in-text-block"]);
}

/** Resolves when nothing moves any more: what fades in has less contrast than it will have. */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

/** A violation with the elements that it is about. */
function describe(violation: {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}): string {
  const { id, help, nodes } = violation;
  const places = nodes.map(({ html, failureSummary }) => `  ${html.slice(0, 300)}\n  ${failureSummary}`);
  return [`${id}: ${help}`, ...places].join("\n");
}
