import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "@playwright/test";
import { atRest, checkScreen, screenSizes } from "./support/check-screen.ts";
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
const mark = (name: RegExp) => (page: Page) => page.getByRole("link", { name }).first();

const screens: Screen[] = [
  { name: "login", path: () => "/login", show: heading("Sign in"), isPublic: true },
  { name: "invitation", path: () => prepared.invitationPath, show: heading("Join Acme"), isPublic: true },
  { name: "not-found", path: () => "/no/such/page", show: heading(/no such page|Not found/) },
  {
    name: "new-chat",
    path: () => "/",
    show: (page) => page.getByRole("list", { name: "Questions to begin with" }),
  },
  {
    name: "answer",
    path: () => prepared.answerPath,
    show: (page) => page.getByRole("list", { name: "Sources" }),
  },
  {
    name: "source-text",
    path: () => prepared.answerPath,
    show: opened(mark(/^Source \d+: Travel policy/), (page) => page.locator("mark").first()),
  },
  {
    name: "source-pdf",
    path: () => prepared.answerPath,
    show: opened(mark(/^Source \d+: Safety instructions/), (page) =>
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

for (const { name, path, show, isPublic } of screens) {
  test(`the screen "${name}" can be used by everybody, wide and narrow, light and dark`, async ({
    browser,
  }) => {
    for (const viewport of screenSizes) {
      const { page, faults, close } = await newPage(browser, viewport, !isPublic);
      await openPage(page, path());
      await expect(await show(page)).toBeVisible({ timeout: 15_000 });
      await checkScreen(page, name);
      expect(faults).toEqual([]);
      await close();
    }
  });
}

test("the picture in the README shows an answer beside its source", async ({ browser }) => {
  const { page, close } = await newPage(browser, { width: 1440, height: 900 }, true);
  await openPage(page, prepared.answerPath);
  await mark(/^Source \d+: Travel policy/)(page).click();
  await expect(page.locator("mark").first()).toBeInViewport();
  await atRest(page);
  const picture = await page.screenshot({ animations: "disabled" });
  if (process.env.UPDATE_SCREENSHOT === "1") await writeFile(join("public", "screenshot.png"), picture);
  await close();
});

/** A page of a browser of its own, and what it complains about: errors of scripts, and what its policy refused. */
async function newPage(browser: Browser, viewport: { width: number; height: number }, isSignedIn: boolean) {
  const storageState = isSignedIn ? prepared.person.state : undefined;
  const context = await browser.newContext({ storageState, viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // That a page isn't found is what one of the screens is about.
    if (message.type() === "error" && !message.text().includes("404 (Not Found)"))
      faults.push(message.text());
  });
  return { page, faults, close: () => context.close() };
}
