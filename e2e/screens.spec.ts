import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";
import { atRest, checkScreen, screenSizes } from "./support/check-screen.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { openPage } from "./support/open-page.ts";
import { type Prepared, readPrepared } from "./support/prepare-screens.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

/** Spread over the workers: the longest file by far. */
test.describe.configure({ mode: "parallel" });

let prepared: Prepared;
test.beforeAll(async () => {
  prepared = await readPrepared();
});

interface Screen {
  name: string;
  path: () => string;
  /** What is to be done to see it, and what shows that it's there. */
  show: (page: Page) => Promise<Locator> | Locator;
  isPublic?: boolean;
  /** What a request of the screen is answered with: for states that are gone at once, or that other tests end. */
  answer?: { url: string; json: object };
  /** What the browser says of a request that is refused on this screen on purpose. */
  refusal?: RegExp;
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

const runUnderWay = {
  id: "run",
  state: "running",
  questions: 250,
  measured: 96,
  report: null,
  createdAt: "2026-11-21T12:00:00.000Z",
};

const batchUnderWay = {
  id: "0195a2b0-0000-7000-8000-000000000001",
  name: "Everything that the help desk was asked about travelling abroad since the policy changed",
  status: "running",
  completionWindow: null,
  counts: { total: 2400, queued: 1530, running: 4, handedOver: 0, done: 860, failed: 6, cancelled: 0 },
  spentMicroUsd: 412_000,
  estimate: { costMicroUsd: 1_141_000, secondsLeft: 2700 },
  isCancelling: false,
  waitsUntil: null,
  fault: null,
  createdAt: "2026-11-21T12:00:00.000Z",
  startedAt: "2026-11-21T12:00:01.000Z",
  endedAt: null,
  expiresAt: "2026-12-21T12:00:00.000Z",
};

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
    name: "summary",
    path: () => prepared.longTalkPath,
    show: opened(button(/^Summary of earlier turns/), (page) =>
      page.getByRole("link", { name: /^The reader asked: .* trains and night trains/ }),
    ),
  },
  {
    name: "memory",
    path: () => "/memory",
    show: (page) => page.getByRole("list", { name: "Proposed" }),
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
    name: "source-outdated",
    path: () => prepared.outdatedPath,
    show: opened(mark(/^Source \d+: /), (page) => page.getByText("This answer cites version 1 of")),
  },
  {
    name: "unsupported",
    path: () => prepared.doubtPath,
    show: opened(button(/isn't supported by its source/), (page) =>
      page.getByText("The number 12 is not in the cited source."),
    ),
  },
  {
    name: "x-ray",
    path: () => prepared.answerPath,
    show: async (page) => {
      await button("How was this found?")(page).click();
      const best = page
        .getByRole("dialog")
        .getByRole("button", { name: /^Travel policy/ })
        .first();
      await best.click();
      return page.getByRole("region", { name: "Text" });
    },
  },
  {
    name: "playground",
    path: () => `/admin/playground?q=second+class+train&in=${prepared.collectionId}`,
    show: (page) => page.getByRole("list", { name: "In the other columns" }).first(),
  },
  { name: "feedback", path: () => prepared.answerPath, show: opened(button("Bad answer")) },
  {
    name: "collection-picker",
    path: () => prepared.answerPath,
    show: opened(button(/^Searching: /)),
  },
  {
    name: "filter-picker",
    path: () => prepared.answerPath,
    show: async (page) => {
      await button("Filter documents")(page).click();
      const picker = page.getByRole("dialog", { name: "Filter documents" });
      await picker.getByLabel("Document", { exact: true }).fill("travel");
      await picker
        .getByRole("button", { name: /^Travel policy/ })
        .first()
        .click();
      return page.getByRole("list", { name: "Search only" });
    },
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
    name: "document-about",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: async (page) => {
      await page.getByRole("button", { name: "Safety instructions", exact: true }).click();
      await page.getByRole("button", { name: "Change title, author, date, language and tags" }).click();
      const tags = page.getByRole("combobox", { name: "Tags" });
      for (const tag of ["safety", "a tag that is rather longer than tags should be"]) {
        await tags.fill(tag);
        await tags.press("Enter");
      }
      return page.getByRole("button", { name: "Remove safety" });
    },
  },
  {
    name: "document-chunks",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: async (page) => {
      await page.getByRole("button", { name: "Safety instructions", exact: true }).click();
      await page.getByRole("tab", { name: /^What the model will see/ }).click();
      return page
        .getByRole("tabpanel", { name: /^What the model will see/ })
        .getByRole("listitem")
        .first();
    },
  },
  {
    name: "document-failed",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: opened(button(/^Enter its password: /), (page) => page.getByRole("dialog").getByRole("alert")),
  },
  {
    name: "document-versions",
    path: () => `/admin/collections/${prepared.replacedId}`,
    show: async (page) => {
      await page.getByRole("button", { name: "parking-rules", exact: true }).click();
      await page.getByRole("tab", { name: /^Versions/ }).click();
      return page.getByRole("button", { name: "Show version 1" });
    },
  },
  {
    name: "uploads",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: async (page) => {
      const empty = { name: "an empty file.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) };
      const known = await fixtureFile("leave-rules.txt");
      const again = { name: known.name, mimeType: "text/plain", buffer: Buffer.from(known.content) };
      await page.getByLabel("Files to upload").setInputFiles([empty, again]);
      return page.getByText("0 files uploaded, 1 refused, 1 here already");
    },
    refusal: /status of 422/,
  },
  {
    name: "documents-empty",
    path: () => `/admin/collections/${prepared.emptyCollectionId}`,
    show: (page) => page.getByText("No documents yet"),
  },
  {
    name: "documents-selected",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: opened(
      (page) => page.getByRole("checkbox", { name: "Select all that are listed" }),
      (page) => page.getByText("5 documents selected"),
    ),
  },
  {
    name: "deletion-question",
    path: () => `/admin/collections/${prepared.collectionId}`,
    show: async (page) => {
      await page.getByRole("button", { name: "Actions for Safety instructions" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      return page.getByRole("alertdialog");
    },
  },
  {
    name: "deletion-receipt",
    path: () => `/admin/collections/${prepared.emptyCollectionId}`,
    show: async (page) => {
      const name = `${unique("memo")}.txt`;
      const memo = { name, mimeType: "text/plain", buffer: Buffer.from(`This is ${name}.`) };
      await page.getByLabel("Files to upload").setInputFiles(memo);
      await page
        .getByRole("row")
        .filter({ hasText: name })
        .getByRole("button", { name: /^Actions/ })
        .click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
      return page.getByText("Nothing is left in any of them.");
    },
  },
  { name: "sources", path: () => prepared.sourcesPath, show: rowOf("Office files") },
  {
    name: "sources-empty",
    path: () => `/admin/collections/${prepared.emptyCollectionId}/sources`,
    show: (page) => page.getByText("No sources yet"),
  },
  {
    name: "source-runs",
    path: () => prepared.sourcesPath,
    show: opened(button("Office files"), (page) => page.getByRole("list", { name: "Runs" })),
  },
  { name: "new-source", path: () => prepared.sourcesPath, show: opened(button("Add a source")) },
  {
    name: "delete-source",
    path: () => prepared.sourcesPath,
    show: async (page) => {
      await page.getByRole("button", { name: "Actions for Office files" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      return page.getByRole("button", { name: "Delete the documents too" });
    },
  },
  {
    name: "collection-settings",
    path: () => `/admin/collections/${prepared.collectionId}/settings`,
    show: (page) => page.getByRole("switch", { name: "Pause processing" }),
  },
  {
    name: "reprocess-question",
    path: () => `/admin/collections/${prepared.collectionId}/settings`,
    show: opened(button(/^Process \d+ documents again/), (page) => page.getByRole("alertdialog")),
  },
  {
    name: "chunk-preview",
    path: () => `/admin/collections/${prepared.collectionId}/settings`,
    show: async (page) => {
      await page.getByLabel("Longest chunk, in tokens").last().fill("64");
      const handbook = await fixtureFile("employment-handbook.docx");
      await page
        .getByLabel("File to preview")
        .setInputFiles({ name: handbook.name, mimeType: "", buffer: Buffer.from(handbook.content) });
      return page.getByRole("list", { name: "Chunks" }).getByRole("listitem").first();
    },
  },
  {
    name: "preview-locked",
    path: () => `/admin/collections/${prepared.collectionId}/settings`,
    show: async (page) => {
      const locked = await fixtureFile("encrypted.pdf");
      await page
        .getByLabel("File to preview")
        .setInputFiles({ name: locked.name, mimeType: "", buffer: Buffer.from(locked.content) });
      return page.getByLabel("Password of encrypted.pdf");
    },
  },
  {
    name: "records",
    path: () => "/admin/records",
    show: (page) => page.getByRole("region", { name: "Records" }).getByRole("link").first(),
  },
  {
    name: "record",
    path: () => `/admin/records?collection=${prepared.collectionId}`, // one for which models were called
    show: async (page) => {
      await page.getByRole("region", { name: "Records" }).getByRole("link").first().click();
      return page.getByRole("region", { name: "Calls of models" });
    },
  },
  { name: "members", path: () => "/admin/members", show: heading("Members") },
  { name: "invite", path: () => "/admin/members", show: opened(button("Invite")) },
  { name: "api-keys", path: () => "/admin/api-keys", show: heading("API keys") },
  { name: "new-api-key", path: () => "/admin/api-keys", show: opened(button("New API key")) },
  { name: "models", path: () => "/admin/models", show: heading("Models") },
  {
    name: "models-policy",
    path: () => "/admin/models?tab=policy",
    show: async (page) => {
      await page.getByRole("radio", { name: /^Only these/ }).check();
      await page.getByRole("button", { name: "Add a share" }).click();
      return page.getByRole("list", { name: "Models to allow" });
    },
  },
  {
    name: "providers",
    path: () => "/admin/models?tab=providers",
    show: async (page) => {
      const name = unique("their-gateway").replaceAll(" ", "-");
      const server = { kind: "openai-compatible", baseUrl: "http://127.0.0.1:9/v1", key: "a-key-of-theirs" };
      const data = { name, ...server, chaosShare: 0.2, residency: "local" };
      const added = await page.request.post("/api/model-providers", { data });
      const { providers } = (await added.json()) as { providers: { id: string; name: string }[] };
      const path = `/api/model-providers/${providers.find((provider) => provider.name === name)?.id}`;
      await page.request.post(`${path}/check`);
      await page.request.patch(path, { data: { isEnabled: false } });
      await page.reload();
      return page.getByText(name);
    },
  },
  {
    name: "new-provider",
    path: () => "/admin/models?tab=providers",
    show: async (page) => {
      await page.getByRole("button", { name: "Add a provider" }).click();
      await page.getByRole("combobox", { name: "Kind" }).click();
      await page.getByRole("option", { name: "OpenAI", exact: true }).click();
      return page.getByRole("combobox", { name: "Name of model 1" });
    },
  },
  {
    name: "batches",
    path: () => "/batches",
    answer: { url: "**/api/v1/batches", json: { batches: [batchUnderWay], nextCursor: null } },
    show: (page) => page.getByRole("link", { name: batchUnderWay.name }),
  },
  {
    name: "batch",
    path: () => prepared.batchPath,
    show: (page) => page.getByText("3 of 3 questions"),
  },
  { name: "evaluation", path: () => "/admin/evaluation", show: rowOf("What new people ask") },
  {
    name: "evaluation-running",
    path: () => prepared.evaluationPath,
    answer: { url: "**/runs", json: { runs: [runUnderWay] } },
    show: (page) => page.getByText("96 of 250 questions measured."),
  },
  {
    name: "evaluation-question",
    path: () => prepared.evaluationPath,
    show: opened(button("What is the daily meal allowance in Switzerland?")),
  },
  { name: "evaluation-set", path: () => prepared.evaluationPath, show: rowOf("Who won the cup in 1974?") },
  {
    name: "rated-answers",
    path: () => "/admin/evaluation/rated",
    show: (page) => page.getByText("It cites the wrong source.").first(),
  },
  {
    name: "rated-answers-empty",
    path: () => "/admin/evaluation/rated",
    answer: { url: "**/api/rated-answers?*", json: { answers: [], nextCursor: null } },
    show: (page) => page.getByText("Nothing was rated yet"),
  },
  {
    name: "cache",
    path: () => "/admin/cache",
    show: (page) => page.getByRole("region", { name: "Cached answers" }),
  },
  { name: "budgets", path: () => "/admin/budgets", show: heading("Budgets") },
  { name: "guard", path: () => "/admin/guard", show: heading(/Guard/) },
  { name: "usage", path: () => "/admin/usage", show: (page) => page.locator(".recharts-surface").first() },
  {
    name: "usage-alerts",
    path: () => "/admin/usage/alerts",
    show: (page) => page.getByLabel("By e-mail to"),
  },
  {
    name: "usage-installation",
    path: () => "/admin/usage/installation",
    show: (page) => page.getByRole("region", { name: "Usage by workspace" }),
  },
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

for (const { name, path, show, isPublic, answer, refusal } of screens) {
  test(`the screen "${name}" can be used by everybody, wide in the light and narrow in the dark`, async ({
    browser,
  }) => {
    const [wide, narrow] = screenSizes;
    const { page, faults } = await newPage(browser, wide, !isPublic);
    if (answer) await page.route(answer.url, (route) => route.fulfill({ json: answer.json }));
    const open = async () => {
      await openPage(page, path());
      const shown = await show(page);
      await expect(shown).toBeVisible({ timeout: 15_000 });
      return shown;
    };
    const shown = await open();
    await checkScreen(page, name);
    await page.setViewportSize(narrow);
    await atRest(page);
    if (!(await shown.isVisible())) await open(); // what a wide window opened beside, a narrow one closes
    await checkScreen(page, name);
    expect(faults.filter((fault) => !refusal?.test(fault))).toEqual([]);
    await page.close();
  });
}

test("the picture in the README shows an answer beside its source", async ({ browser }) => {
  const { page } = await newPage(browser, { width: 1440, height: 900 }, true);
  await openPage(page, prepared.answerPath);
  await mark(/^Source \d+: Travel policy/)(page).click();
  await expect(page.locator("mark").first()).toBeInViewport();
  await atRest(page);
  const picture = await page.screenshot({ animations: "disabled" });
  if (process.env.UPDATE_SCREENSHOT === "1") await writeFile(join("public", "screenshot.png"), picture);
  await page.close();
});

/** Signed in and not: it keeps what it has fetched, as somebody's browser does. */
const browsers = new Map<boolean, BrowserContext>();

/** A new page, and what it complains about: errors of scripts, and what its policy refused. */
async function newPage(browser: Browser, viewport: { width: number; height: number }, isSignedIn: boolean) {
  const storageState = isSignedIn ? prepared.person.state : undefined;
  const context =
    browsers.get(isSignedIn) ?? (await browser.newContext({ storageState, reducedMotion: "reduce" }));
  browsers.set(isSignedIn, context);
  const page = await context.newPage();
  await page.setViewportSize(viewport);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // That a page isn't found is what one of the screens is about.
    if (message.type() === "error" && !message.text().includes("404 (Not Found)"))
      faults.push(message.text());
  });
  return { page, faults };
}
