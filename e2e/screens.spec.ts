import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Locator, Page } from "@playwright/test";
import { openPage } from "./support/open-page.ts";
import { type Prepared, prepareScreens } from "./support/prepare-screens.ts";
import { expect, test } from "./support/test.ts";

/** Spread over the workers: the longest file by far. */
test.describe.configure({ mode: "parallel" });

let prepared: Prepared;
test.beforeAll(async ({ api, admin }) => {
  prepared = await prepareScreens(api, admin);
});

interface Screen {
  name: string;
  path: () => string;
  /** What is to be done to see it, and what shows that it's there. */
  show: (page: Page) => Promise<Locator> | Locator;
  isPublic?: boolean;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole("heading", { level: 1, name });

/** Opens something with a click, and waits for what comes. */
const opened =
  (button: (page: Page) => Locator, then: (page: Page) => Locator = (page) => page.getByRole("dialog")) =>
  async (page: Page) => {
    await button(page).click();
    return then(page);
  };
const button = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first();

const screens: Screen[] = [
  { name: "login", path: () => "/login", show: heading("Sign in"), isPublic: true },
  { name: "invitation", path: () => prepared.invitationPath, show: heading("Join Acme"), isPublic: true },
  { name: "not-found", path: () => "/no/such/page", show: heading(/no such page|Not found/) },
  { name: "new-chat", path: () => "/", show: heading("What would you like to know?") },
  {
    name: "answer",
    path: () => prepared.answerPath,
    show: (page) => page.getByRole("list", { name: "Sources" }),
  },
  {
    name: "source-text",
    path: () => prepared.answerPath,
    show: opened(button(/^Source \d+: Travel policy/), (page) => page.locator("mark").first()),
  },
  {
    name: "source-pdf",
    path: () => prepared.answerPath,
    show: opened(button(/^Source \d+: Safety instructions/), (page) =>
      page.getByTestId("source-pdf").locator("mark").first(),
    ),
  },
  {
    name: "unsupported",
    path: () => prepared.doubtPath,
    show: opened(button(/isn't supported by its source/), (page) =>
      page.getByText("The number 12 is not in the cited source."),
    ),
  },
  { name: "feedback", path: () => prepared.answerPath, show: opened(button("Bad answer")) },
  {
    name: "collection-picker",
    path: () => prepared.answerPath,
    show: opened(button(/^Searching: /)),
  },
  {
    name: "model-picker",
    path: () => "/",
    show: opened(button(/^Model: /), (page) => page.getByRole("menu")),
  },
  { name: "collections", path: () => "/admin/collections", show: rowOf("Company handbook") },
  { name: "new-collection", path: () => "/admin/collections", show: opened(button("New collection")) },
  {
    name: "readers",
    path: () => "/admin/collections",
    show: async (page) => {
      await page.getByRole("button", { name: `Actions for ${prepared.collection}` }).click();
      await page.getByRole("menuitem", { name: "Who may read" }).click();
      await page.getByRole("radio", { name: /^Named members/ }).check();
      return page.getByRole("list", { name: "Members" });
    },
  },
  {
    name: "documents",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: rowOf("The file is encrypted."),
  },
  {
    name: "document",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: opened(button("Safety instructions"), (page) => page.getByRole("tabpanel", { name: "Receipt" })),
  },
  {
    name: "document-chunks",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: async (page) => {
      await page.getByRole("button", { name: "Safety instructions", exact: true }).click();
      await page.getByRole("tab", { name: /^Chunks/ }).click();
      return page
        .getByRole("tabpanel", { name: /^Chunks/ })
        .getByRole("listitem")
        .first();
    },
  },
  { name: "members", path: () => "/admin/members", show: heading("Members") },
  { name: "invite", path: () => "/admin/members", show: opened(button("Invite")) },
  { name: "api-keys", path: () => "/admin/api-keys", show: heading("API keys") },
  { name: "new-api-key", path: () => "/admin/api-keys", show: opened(button("New API key")) },
  { name: "models", path: () => "/admin/models", show: heading("Models") },
  { name: "usage", path: () => "/admin/usage", show: (page) => page.locator(".recharts-surface").first() },
  {
    name: "sidebar",
    path: () => prepared.answerPath,
    show: async (page) => {
      const open = page.getByRole("button", { name: "Open sidebar" });
      if (await open.isVisible()) await open.click();
      await page.getByRole("button", { name: prepared.person.name }).click();
      return page.getByRole("menuitemradio", { name: "Dark" });
    },
  },
];

function rowOf(text: string) {
  return (page: Page) => page.getByRole("row").filter({ hasText: text }).first();
}

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const themes = ["light", "dark"] as const;
const pictures = join("test-results", "screenshots");

for (const { name, path, show, isPublic } of screens) {
  test(`the screen "${name}" can be used by everybody, wide and narrow, light and dark`, async ({
    browser,
  }) => {
    for (const viewport of sizes) {
      const { page, faults, close } = await newPage(browser, viewport, !isPublic);
      await openPage(page, path());
      await expect(await show(page)).toBeVisible({ timeout: 15_000 });
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme });
        await atRest(page);
        const variant = `${name}-${viewport.width}-${colorScheme}`;
        await page.screenshot({ path: join(pictures, `${variant}.png`), animations: "disabled" });
        await test.step(variant, async () => {
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(describe)).toEqual([]);
          const sideways = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect(sideways, "nothing sticks out sideways").toBeLessThanOrEqual(0);
        });
      }
      expect(faults).toEqual([]);
      await close();
    }
  });
}

test("the picture in the README", async ({ browser }) => {
  test.skip(process.env.UPDATE_SCREENSHOT !== "1", "only made when UPDATE_SCREENSHOT=1");
  const { page, close } = await newPage(browser, { width: 1440, height: 900 }, true);
  await openPage(page, prepared.answerPath);
  await page
    .getByRole("button", { name: /^Source \d+: Travel policy/ })
    .first()
    .click();
  await expect(page.locator("mark").first()).toBeVisible();
  await atRest(page);
  await page.screenshot({ path: join("public", "screenshot.png"), animations: "disabled" });
  await close();
});

/** A page of a browser of its own, and what the page complains about: errors of scripts and what its policy refused. */
async function newPage(browser: Browser, viewport: { width: number; height: number }, isSignedIn: boolean) {
  const storageState = isSignedIn ? prepared.person.state : undefined;
  const context = await browser.newContext({ storageState, viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    const isOfThePage = message.type() === "error" && !message.text().startsWith("Failed to load resource");
    if (isOfThePage) faults.push(message.text());
  });
  return { page, faults, close: () => context.close() };
}

/** Resolves when nothing moves any more: what fades in has less contrast than it will have. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

function describe({
  id,
  help,
  nodes,
}: {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}) {
  return `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html.slice(0, 300)}\n  ${failureSummary}`).join("\n")}`;
}
