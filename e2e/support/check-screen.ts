import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** Wide in the light and narrow in the dark; with ALL_SCREENS=1 both in both, for looking at all of them. */
const variants =
  process.env.ALL_SCREENS === "1"
    ? ({ wide: ["light", "dark"], narrow: ["light", "dark"] } as const)
    : ({ wide: ["light"], narrow: ["dark"] } as const);

export const screenSizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

/** Where the pictures of all screens are, for people to look at. */
const pictures = join("test-results", "screenshots");

/**
 * Looks at the page as it is, in the theme of its width: takes its picture, and expects that axe finds nothing wrong with it and
 * that nothing sticks out sideways.
 */
export async function checkScreen(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  for (const colorScheme of width < 768 ? variants.narrow : variants.wide) {
    const variant = `${name}-${width}-${colorScheme}`;
    await test.step(variant, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await atRest(page);
      await page.screenshot({ path: join(pictures, `${variant}.png`), animations: "disabled" });
      const { violations } = await axeOn(page).analyze();
      expect(violations.map(describe)).toEqual([]);
      // The page itself never scrolls: what is in it does.
      const sideways = await page.evaluate(() =>
        Math.max(
          ...[document.documentElement, ...document.querySelectorAll("main")].map(
            ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
          ),
        ),
      );
      expect(sideways, "pixels that stick out sideways").toBeLessThanOrEqual(0);
    });
  }
}

/**
 * All of axe's rules, telling of what they find alone. "Legacy" leaves out frames from elsewhere, of which no page has any, and saves a tab
 * of its own for each look: 0.9 s → 0.5 s of the 3 s that a screen in one theme takes.
 */
function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode(true);
}

/** Resolves when nothing moves any more: what fades in has less contrast than it will have. */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      // What follows the scrolling ends with it and not by itself.
      .filter(
        ({ effect, timeline }) =>
          timeline === document.timeline && effect?.getTiming().iterations !== Infinity,
      );
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
