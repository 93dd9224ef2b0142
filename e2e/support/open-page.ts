import type { Page } from "@playwright/test";

/** Opens a page and waits until it reacts to what is done to it. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await reacts(page);
}

/** Resolves once React has taken over the buttons that the server sent: a click before that is lost. */
export async function reacts(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("main button, form button")].every((button) =>
      Object.keys(button).some((key) => key.startsWith("__reactProps$")),
    ),
  );
}
