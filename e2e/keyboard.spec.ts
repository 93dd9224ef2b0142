import type { Page } from "@playwright/test";
import { chatScreen } from "./support/chat-screen.ts";
import { openPage } from "./support/open-page.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

/** Presses Tab until this has the focus, as somebody does who can't use a mouse. */
async function tabTo(page: Page, name: RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent ?? "";
    });
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key);
    if (name.test(await focused())) return;
  }
  throw new Error(`Nothing called ${name} can be reached with ${key}; the focus is on "${await focused()}"`);
}

test("a question can be asked, and its source opened and closed, with the keyboard alone", async ({
  page,
  api,
}) => {
  const collection = unique("Workshop");
  const content = `# ${collection}\n\nThe workshop lends a torque wrench for three days.\n`;
  await api.add(collection, { name: "workshop.md", content });
  const chat = chatScreen(page);

  await openPage(page, "/");
  await expect(chat.question).toBeFocused();
  await page.keyboard.type("For how many days does the workshop lend a torque wrench?");
  await page.keyboard.press("Enter");
  await chat.written();
  await expect(chat.answer).toContainText("three days");

  await tabTo(page, /^Source 1: /, "Shift+Tab");
  await page.keyboard.press("Enter");
  const close = page.getByRole("button", { name: "Close the source" });
  await expect(page.locator("mark").first()).toContainText("torque wrench for three days");
  await page.keyboard.press("Escape");
  await expect(close).toBeHidden();

  await tabTo(page, /^Source 1: /, "Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Close the source$/);
  await page.keyboard.press("Enter");
  await expect(close).toBeHidden();
});

test("shortcuts lead to the search and to a new conversation, and a link past the sidebar", async ({
  page,
}) => {
  await openPage(page, "/");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("textbox", { name: "Search conversations" })).toBeFocused();
  await page.keyboard.press("Control+Shift+o");
  await expect(page.getByRole("textbox", { name: "Your question" })).toBeFocused();

  await page.reload();
  await page.locator("body").press("Tab");
  await tabTo(page, /^Skip to the content$/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
});
