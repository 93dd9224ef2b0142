import type { Page } from "@playwright/test";
import { askInApp } from "./support/ask-in-app.ts";
import { chatScreen } from "./support/chat-screen.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { reacts } from "./support/open-page.ts";
import { scriptProvider } from "./support/script-provider.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

/** Also in the title of a document, and by that in every prompt of this file and in no other. */
const collection = unique("Archive");

const sentence = "The archive keeps 4200 maps in drawers that are numbered from north to south.";
const opening = "It is open to visitors on Wednesdays from ten to four.";

test.beforeAll(async ({ api }) => {
  const archive = { name: "archive.md", content: `# ${collection}\n\n${sentence} ${opening}\n` };
  await api.add(collection, archive, await fixtureFile("safety-instructions.pdf"));
  // With one collection only, there would be nothing to choose from.
  await api.add(unique("Elsewhere"), await fixtureFile("leave-rules.txt"));
});

/** The next answer about the archive is this text, this slowly. */
const willAnswer = (answer: string, { msPerToken = 0, latencyMs = 0 } = {}) =>
  scriptProvider({
    match: { path: "/v1/chat/completions", contains: collection },
    answer,
    msPerToken,
    latencyMs,
  });

/** Forty sentences, so that there's time to do something while they're written. */
const longText = Array.from({ length: 40 }, (_, i) => `Drawer ${i + 1} is mentioned here.`).join(" ");
/** Cited at its end: an answer without any source would be asked for again. */
const longAnswer = `${longText} [1]`;

async function storedAnswer(page: Page): Promise<{ text: string; status: string }> {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const response = await page.request.get(`/api/conversations/${id}`);
  const { messages } = (await response.json()) as {
    messages: { role: string; metadata: { status: string }; parts: { type: string; text?: string }[] }[];
  };
  const answer = messages.findLast(({ role }) => role === "assistant");
  const text = answer?.parts.find(({ type }) => type === "text")?.text ?? "";
  return { text, status: answer?.metadata.status ?? "none" };
}

test("an answer comes in stages, and each of its marks leads to the source it rests on", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer(`${sentence.slice(0, -1)} [1].`, { latencyMs: 700, msPerToken: 30 });
  await chat.ask("How many maps does the archive keep?");
  await expect(page.getByText(/Found \d+ sources?, writing/).first()).toBeVisible();
  await expect(chat.answer).toHaveAttribute("aria-busy", "true");
  await chat.written();
  await expect(chat.answer).toContainText("The archive keeps 4200 maps");

  const mark = chat.answer.getByRole("link", { name: /^Source 1: / });
  await mark.hover();
  const quote = page.locator("blockquote").filter({ hasText: sentence });
  await expect(quote).toBeVisible();
  await expect(page.getByText("Supported by this source").first()).toBeVisible();

  await mark.click();
  const source = page
    .getByRole("complementary")
    .filter({ has: page.getByRole("button", { name: "Close the source" }) });
  await expect(source.locator("mark")).toHaveText(sentence);
  await expect(source.locator("mark")).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(source).toBeHidden();
});

test("a mark that is clicked before the page reacts opens its source all the same", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer(`${sentence.slice(0, -1)} [1].`);
  await chat.ask("How many maps are kept in the archive?");
  await chat.written();
  const address = page.url();

  const release = Promise.withResolvers<void>();
  await page.route("**/_next/static/**", async (route) => {
    if (route.request().resourceType() === "script") await release.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await chat.answer.getByRole("link", { name: /^Source 1: / }).click();
  release.resolve();
  await expect(page.getByRole("complementary").locator("mark")).toHaveText(sentence, { timeout: 15_000 });
  await expect(page).toHaveURL(address);
});

test("a mark into a PDF opens the page on which the quote is, highlighted", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await chat.ask("Where is the defibrillator kept?");
  await chat.written();
  await chat.answer.getByRole("link", { name: /^Source 1: .*page 3$/ }).click();

  const pdf = page.getByTestId("source-pdf");
  await expect(pdf.locator("canvas")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("Page 3 of 3", { exact: true })).toBeVisible();
  await expect(pdf.locator("mark").first()).toBeInViewport();
  const highlighted = (await pdf.locator("mark").allTextContents()).join(" ").replaceAll(/\s+/g, " ");
  expect(highlighted).toContain("defibrillator is kept at the reception of building A");
});

test("a sentence that its source doesn't support says so", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer("The archive keeps 9900 maps [1].");
  await chat.ask("How many maps are there?");
  await chat.written();
  await expect(chat.answer.getByRole("link", { name: /^Source 1: .*Not supported/ })).toBeVisible();
  await chat.answer.getByRole("button", { name: /isn't supported by its source/ }).click();
  await expect(page.getByText("The number 9900 is not in the cited source.")).toBeVisible();
});

test("a follow-up question is understood", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await chat.ask("How many maps does the archive keep?");
  await chat.written();
  await chat.ask("When is it open to visitors?");
  await expect(chat.answers).toHaveCount(2);
  await chat.written();
  await expect(chat.answer).toContainText("Wednesdays");
});

test("a reload in the middle of an answer takes it up again, to the same end", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer(longAnswer, { msPerToken: 25 });
  await chat.ask("What is in the drawers?");
  await expect(chat.answer).toContainText("Drawer 5 is");
  await page.reload();
  await expect(chat.answer).toHaveAttribute("aria-busy", "true");
  await expect(chat.answer).toContainText("Drawer 1 is");
  await chat.written();
  await expect(chat.answer).toContainText(longText);
  expect(await storedAnswer(page)).toEqual({ text: longAnswer, status: "complete" });
});

test("closing the tab doesn't lose the answer", async ({ page, context }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer(longAnswer, { msPerToken: 10 });
  await chat.ask("What is in all of the drawers?");
  await expect(chat.answer).toContainText("Drawer 2 is");
  const address = page.url();
  await page.close();

  const tab = await context.newPage();
  await tab.goto(address);
  await expect(chatScreen(tab).answer).toContainText("Drawer 40 is", { timeout: 20_000 });
  expect(await storedAnswer(tab)).toEqual({ text: longAnswer, status: "complete" });
});

test("stopping stops the run on the server and keeps what was written", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer(longAnswer, { msPerToken: 60 });
  await chat.ask("What is in every single drawer?");
  await expect(chat.answer).toContainText("Drawer 3 is");
  await chat.stop.click();
  await chat.written();
  await expect(chat.answer).toContainText("You stopped this answer.");

  const { text, status } = await storedAnswer(page);
  expect(status).toBe("stopped");
  expect(longAnswer.startsWith(text)).toBe(true);
  expect(text).toContain("Drawer 3 is");
  expect(text).not.toContain("Drawer 30 is");
  await expect(chat.send).toBeVisible();
});

test("Escape stops an answer that is written again while a source of the first is open", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer(`${sentence.slice(0, -1)} [1].`);
  await chat.ask("How are the maps of the archive kept?");
  await chat.written();
  await chat.answer.getByRole("link", { name: /^Source 1: / }).click();
  await expect(page.getByRole("button", { name: "Close the source" })).toBeVisible();
  await willAnswer(longAnswer, { msPerToken: 60 });
  await chat.answer.getByRole("button", { name: "Answer again" }).click();
  await expect(chat.answer).toContainText("Drawer 2 is");
  await page.keyboard.press("Escape");
  await chat.written();
  await expect(chat.answer).toContainText("You stopped this answer.");
});

test("an answer can be written again, copied, and rated with a reason", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer("The archive keeps maps [1].");
  await chat.ask("What does the archive keep?");
  await chat.written();
  await willAnswer(`${sentence.slice(0, -1)} [1].`);
  await chat.answer.getByRole("button", { name: "Answer again" }).click();
  await expect(chat.answer).toContainText("4200 maps");
  await chat.written();
  await expect(chat.answers).toHaveCount(1);

  await chat.answer.getByRole("button", { name: "Copy the answer" }).click();
  await page.getByRole("menuitem", { name: "Copy text only" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(sentence);

  await chat.answer.getByRole("button", { name: "Bad answer" }).click();
  await page.getByRole("radio", { name: "It cites the wrong source" }).click();
  await page.getByRole("textbox", { name: /Tell us more/ }).fill("The maps are elsewhere.");
  await page.getByRole("button", { name: "Send", exact: true }).last().click();
  await expect(chat.answer.getByRole("button", { name: "Bad answer" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await page.reload();
  await reacts(page);
  await expect(chat.answer.getByRole("button", { name: "Bad answer" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  const good = chat.answer.getByRole("button", { name: "Good answer" });
  await good.click();
  await expect(good).toHaveAttribute("aria-pressed", "true");

  await page.route("**/feedback", (route) => route.abort());
  await good.click();
  await expect(page.getByText("The server can't be reached.")).toBeVisible();
  await expect(good).toHaveAttribute("aria-pressed", "true");
});

test("conversations are kept by day, and can be found, renamed and deleted", async ({ page }) => {
  const chat = chatScreen(page);
  const questions = ["How many maps does the archive keep?", "When is the fire alarm tested?"];
  for (const question of questions) {
    await chat.open(collection);
    await chat.ask(question);
    await chat.written();
  }
  const today = chat.conversations.getByRole("region", { name: "Today" });
  await expect(today.getByRole("link")).toHaveText(questions.toReversed());

  const search = page.getByRole("textbox", { name: "Search conversations" });
  await search.fill("4200");
  await expect(chat.conversations.getByRole("link")).toHaveText(["How many maps does the archive keep?"]);
  await search.fill("");
  await expect(chat.conversations.getByRole("link")).toHaveCount(2);

  const maps = today.getByRole("listitem").filter({ hasText: "How many maps" });
  await maps.hover();
  await maps.getByRole("button", { name: /^Options for / }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Maps of the archive");
  await page.keyboard.press("Enter");
  await expect(today.getByRole("link", { name: "Maps of the archive" })).toBeVisible();

  await today.getByRole("link", { name: "Maps of the archive" }).click();
  await expect(chat.answer).toContainText("4200 maps");
  await today.getByRole("button", { name: "Options for Maps of the archive" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(chat.conversations.getByRole("link")).toHaveText(["When is the fire alarm tested?"]);
  await page.reload();
  await reacts(page);
  await expect(chat.conversations.getByRole("link")).toHaveText(["When is the fire alarm tested?"]);
});

test("nothing that a model writes runs", async ({ page }) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("attacker.example")) foreign.push(request.url());
  });
  const chat = chatScreen(page);
  await chat.open(collection);
  await willAnswer(
    [
      "Before. <script>alert(1)</script>",
      '<img src="x" onerror="alert(2)"> <svg onload="alert(3)"></svg>',
      "[a link](javascript:alert(4)) and [another](data:text/html,<script>alert(5)</script>)",
      "![a picture](https://attacker.example/pixel.png?of=reader)",
      '<iframe srcdoc="<script>parent.alert(6)</script>"></iframe> <a href="javascript:alert(7)">raw</a>',
      "```html\n<script>alert(8)</script>\n```",
      "After [1].",
    ].join("\n\n"),
  );
  await chat.ask("Is there anything dangerous?");
  await chat.written();
  await expect(chat.answer).toContainText("After");
  for (const name of ["a link", "another", "raw"]) {
    const text = chat.answer.getByText(name, { exact: true });
    if (await text.count()) await text.first().click();
  }
  expect(await chat.answer.locator("script, iframe, svg[onload], img, [onerror], [onload]").count()).toBe(0);
  for (const href of await chat.answer
    .locator("a")
    .evaluateAll((links) => links.map((a) => a.getAttribute("href"))))
    expect(href).toMatch(/^(?:https?:|mailto:|#source-)/);
  expect(dialogs).toEqual([]);
  expect(foreign).toEqual([]);
});

test("a conversation of somebody else doesn't exist", async ({ page, admin }) => {
  const { conversationId } = await askInApp(admin.request, "How many maps does the archive keep?", []);
  await page.goto(`/c/${conversationId}`);
  await expect(page.getByText("There is nothing here")).toBeVisible();
  await expect(page.getByText("4200 maps")).toHaveCount(0);
});
