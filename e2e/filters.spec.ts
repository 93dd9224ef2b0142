import { chatScreen } from "./support/chat-screen.ts";
import { reacts } from "./support/open-page.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

const collection = unique("House");
/** A title that no other document has, so that nothing but a filter can mean it. */
const handbook = `${unique("Staff")} Handbook`;

test.beforeAll(async ({ api }) => {
  const files = [
    {
      name: "handbook.md",
      content: `# ${handbook}\n\nParental leave lasts 49 weeks and is paid by the state.\n`,
    },
    {
      name: "travel.md",
      content: `# Travel rules\n\nLeave for travel lasts 3 days and is approved by the manager.\n`,
    },
  ];
  await api.add(collection, ...files);
});

test("a document that the question names is searched alone, as a chip says that outlives a reload and can be taken away", async ({
  page,
}) => {
  const chat = chatScreen(page);
  const chips = page.getByRole("list", { name: "Searched only" });
  await chat.open(collection);
  await chat.ask(`How long is leave according to “${handbook}”?`);
  await chat.written();
  await expect(chips).toContainText(handbook);

  await page.reload();
  await expect(chips).toContainText(handbook);
  await reacts(page);

  await page.getByRole("button", { name: `Don't filter by ${handbook}` }).click();
  await expect(chips).toBeHidden();
  await chat.written();
  await page.reload();
  await expect(chat.answer).toBeVisible();
  await expect(chips).toBeHidden();
});

test("filters set by hand narrow the next questions until they are taken away", async ({ page }) => {
  const chat = chatScreen(page);
  await chat.open(collection);
  await page.getByRole("button", { name: /^Filter documents/ }).click();
  const picker = page.getByRole("dialog", { name: "Filter documents" });
  await picker.getByLabel("Document", { exact: true }).fill(handbook);
  await picker.getByRole("button", { name: handbook }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("list", { name: "Search only" })).toContainText(handbook);

  await chat.ask("How long is leave?");
  await chat.written();
  await expect(page.getByRole("list", { name: "Searched only" })).toContainText(handbook);

  await page
    .getByRole("list", { name: "Search only" })
    .getByRole("button", { name: `Don't filter by ${handbook}` })
    .click();
  await expect(page.getByRole("list", { name: "Search only" })).toBeHidden();
});
