import { expect, type Page } from "@playwright/test";
import { openPage } from "./open-page.ts";

export type ChatScreen = ReturnType<typeof chatScreen>;

/** The chat page, in the words of somebody who uses it. */
export function chatScreen(page: Page) {
  const question = page.getByRole("textbox", { name: "Your question" });
  const answers = page.getByRole("article");

  return {
    question,
    /** Every answer of the conversation, oldest first. */
    answers,
    answer: answers.last(),
    send: page.getByRole("button", { name: "Send" }),
    stop: page.getByRole("button", { name: "Stop writing" }),
    conversations: page.getByRole("navigation", { name: "Conversations" }),

    /** Opens a new conversation that searches this collection alone. */
    async open(collection: string): Promise<void> {
      await openPage(page, "/");
      await page.getByRole("button", { name: /^Searching: / }).click();
      const choice = page.getByRole("dialog").getByRole("button", { name: collection });
      if ((await choice.getAttribute("aria-pressed")) === "false") await choice.click();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("button", { name: `Searching: ${collection}` })).toBeVisible();
    },

    async ask(text: string): Promise<void> {
      await question.fill(text);
      await question.press("Enter");
      await expect(page.getByText(text, { exact: true }).first()).toBeVisible();
    },

    /** Waits until the last answer is written to its end. */
    async written(): Promise<void> {
      await expect(answers.last()).toHaveAttribute("aria-busy", "false", { timeout: 20_000 });
    },
  };
}
