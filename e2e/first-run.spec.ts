import { chatScreen } from "./support/chat-screen.ts";
import { checkScreen, screenSizes } from "./support/check-screen.ts";
import { openPage } from "./support/open-page.ts";
import { type OwnInstallation, startInstallation } from "./support/start-installation.ts";
import { expect, test } from "./support/test.ts";

test.describe("the first run, with no key and nothing configured", () => {
  let lectern: OwnInstallation;
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    lectern = await startInstallation();
  });
  test.afterAll(() => lectern.stop());

  test("leads from the printed link to the first cited answer", async ({ browser }) => {
    test.setTimeout(120_000);
    const context = await browser.newContext({ baseURL: lectern.origin });
    const page = await context.newPage();
    const link = /set it up at\s+(http\S+\/setup\?token=\S+)/.exec(lectern.output())?.[1] ?? "";
    expect(link, lectern.output()).toContain(lectern.origin);

    await openPage(page, "/");
    await expect(page.getByRole("heading", { name: "Lectern isn't set up yet" })).toBeVisible();
    for (const viewport of screenSizes) {
      await page.setViewportSize(viewport);
      await openPage(page, link);
      await checkScreen(page, "setup");
    }

    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("textbox", { name: "Workspace" }).fill("Fjell");
    await page.getByRole("textbox", { name: "Your name" }).fill("Ada");
    await page.getByRole("textbox", { name: "E-mail address" }).fill("ada@example.com");
    await page.getByLabel("Password").fill("the first admin's password");
    await expect(page.getByRole("checkbox", { name: "Add a sample collection" })).toBeChecked();
    await page.getByRole("button", { name: "Create the workspace" }).click();

    const suggestions = page.getByRole("list", { name: "Questions to begin with" });
    await expect(suggestions.getByRole("button").first()).toBeVisible({ timeout: 30_000 });
    const question = (await suggestions.getByRole("button").first().textContent()) ?? "";
    await suggestions.getByRole("button").first().click();
    const chat = chatScreen(page);
    await chat.written();
    await expect(chat.answer.getByRole("link", { name: /^Source 1: / }).first()).toBeVisible();
    await expect(chat.conversations.getByRole("link")).toHaveText([question]);
    await context.close();
  });

  test("is over then: the link works once, and the admin signs in", async ({ browser }) => {
    const context = await browser.newContext({ baseURL: lectern.origin });
    const page = await context.newPage();
    const link = /set it up at\s+(\S+)/.exec(lectern.output())?.[1] ?? "";
    await openPage(page, link);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    const { token } = Object.fromEntries(new URL(link).searchParams);
    const again = await page.request.post("/api/setup", {
      data: {
        token,
        tenantName: "Other",
        name: "Eve",
        email: "eve@example.com",
        password: "another password",
      },
    });
    expect(again.status()).toBe(409);
    expect(await again.json()).toMatchObject({ error: { code: "setup_closed" } });

    await page.getByLabel("E-mail address").fill("ada@example.com");
    await page.getByLabel("Password").fill("the first admin's password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("textbox", { name: "Your question" })).toBeVisible();
    await context.close();
  });
});
