import type { Page } from "@playwright/test";
import { chatScreen } from "./support/chat-screen.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { openPage, reacts } from "./support/open-page.ts";
import { join } from "./support/people.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

const collection = unique("Observatory");
const elsewhere = unique("Elsewhere");

test.beforeAll(async ({ api }) => {
  const dome = "The dome of the observatory opens at nightfall and closes before rain.";
  const tours = "Tours of the observatory begin at eight on Fridays.";
  await api.add(
    collection,
    { name: "dome.md", content: `# Dome of the observatory\n\n${dome}\n` },
    { name: "tours.md", content: `# Tours\n\n${tours}\n` },
  );
  await api.add(elsewhere, await fixtureFile("leave-rules.txt"));
});

async function openXRay(page: Page) {
  await page.getByRole("button", { name: "How was this found?" }).click();
  const xRay = page.getByRole("dialog", { name: "How this was found" });
  await expect(xRay.getByRole("heading", { name: "What was found" })).toBeVisible();
  return xRay;
}

test.describe("an admin", () => {
  test.use({ role: "admin" });

  test("sees how an answer was found, from the question to what was read", async ({ page }) => {
    const chat = chatScreen(page);
    await chat.open(collection);
    await chat.ask("When does the dome of the observatory open?");
    await chat.written();

    const xRay = await openXRay(page);
    await expect(xRay).toContainText("When does the dome of the observatory open? (as it was asked)");
    await expect(xRay.getByText("Searched in")).toBeVisible();
    await expect(xRay).toContainText(collection);
    await expect(xRay.getByRole("region", { name: "Time by stage" })).toContainText("Search by meaning");
    const best = xRay.getByRole("row").filter({ hasText: "Dome of the observatory" }).first();
    await expect(best).toContainText("In the answer as [1]");
    await best.getByRole("button").click();
    await expect(xRay.getByRole("region", { name: "Text" })).toContainText("closes before rain");
  });

  test("is told why a document isn't in an answer", async ({ page }) => {
    const chat = chatScreen(page);
    await chat.open(collection);
    await chat.ask("When do tours of the observatory begin?");
    await chat.written();

    const xRay = await openXRay(page);
    await xRay.getByRole("searchbox", { name: "Document's title" }).fill("leave");
    await xRay.getByRole("list", { name: "Documents" }).getByRole("button").first().click();
    await expect(xRay.getByRole("status").filter({ hasText: "which wasn't searched" })).toBeVisible();
  });

  test("sets ways of searching side by side, and sends the address to somebody else", async ({
    page,
    context,
  }) => {
    await openPage(page, "/admin/playground");
    await page.getByRole("button", { name: /^Searching: / }).click();
    await page.getByRole("dialog").getByRole("button", { name: collection }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox", { name: "Question" }).fill("dome nightfall");
    await page.keyboard.press("Enter");
    const column = (name: string) => page.getByRole("region", { name, exact: true });
    for (const name of ["By words", "By meaning", "Both, reranked"])
      await expect(column(name).getByRole("article").first()).toContainText("Dome of the observatory");
    await expect(
      column("By words").getByRole("list", { name: "In the other columns" }).first(),
    ).toContainText("By meaning: 1");

    await page.getByRole("button", { name: "By meaning", exact: true }).click();
    await expect(column("By meaning")).toHaveCount(0);
    const other = await context.newPage();
    await openPage(other, page.url());
    await expect(other.getByRole("searchbox", { name: "Question" })).toHaveValue("dome nightfall");
    await expect(other.getByRole("button", { name: `Searching: ${collection}` })).toBeVisible();
    await expect(other.getByRole("region", { name: "By words", exact: true })).toContainText("nightfall");
    await expect(other.getByRole("region", { name: "By meaning", exact: true })).toHaveCount(0);
  });
});

test("members see how their answers were found once the workspace lets them", async ({
  page,
  admin,
  browser,
}) => {
  const chief = await join(admin, "admin");
  const context = await browser.newContext({ storageState: chief.state });
  const office = await context.newPage();
  await openPage(office, "/admin/members");
  const access = office.getByRole("switch", { name: "Members may see how answers were found" });
  await expect(access).not.toBeChecked();

  const chat = chatScreen(page);
  await chat.open(collection);
  await chat.ask("When does the dome of the observatory open?");
  await chat.written();
  await expect(page.getByRole("button", { name: "How was this found?" })).toHaveCount(0);

  await access.click();
  await expect(access).toBeEnabled();
  await page.reload();
  await reacts(page);
  await expect(await openXRay(page)).toContainText("In the answer as [1]");

  await access.click();
  await expect(access).toBeEnabled();
  await page.reload();
  await expect(chat.answer).toContainText("at nightfall");
  await expect(page.getByRole("button", { name: "How was this found?" })).toHaveCount(0);
  await context.close();
  await chief.request.dispose();
});
