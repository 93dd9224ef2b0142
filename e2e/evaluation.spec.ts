import { chatScreen } from "./support/chat-screen.ts";
import { openPage } from "./support/open-page.ts";
import { join } from "./support/people.ts";
import { rateAnswer } from "./support/rate-answer.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.use({ role: "admin" });

const collection = unique("Lighthouse");
const place = unique("Cape");
const question = `How high is the lighthouse of ${place}?`;
let collectionId: string;
test.beforeAll(async ({ api }) => {
  const content = `# ${place}\n\nThe lighthouse of ${place} is 61 metres high.\n`;
  const [document] = await api.add(collection, { name: "lighthouse.md", content });
  collectionId = document?.collectionId ?? "";
});

test("an admin grows a set from an answer that somebody rated, runs it, and takes it elsewhere as a file", async ({
  page,
  admin,
}) => {
  const member = await join(admin, "member");
  await rateAnswer(member, { question, collectionId, rating: "up" });
  const name = unique("Set");

  await openPage(page, "/admin/evaluation");
  await page.getByRole("button", { name: "New set" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByText("No questions yet")).toBeVisible();

  await page.getByRole("link", { name: "Rated answers" }).click();
  const card = page
    .getByRole("list", { name: "Rated answers" })
    .getByRole("listitem")
    .filter({ hasText: question });
  await expect(card).toContainText("61 metres");
  await expect(card).not.toContainText(member.name);
  await card.getByRole("button", { name: /^Add to / }).click();
  // With sets of other tests beside it, there is a menu.
  const choice = page.getByRole("menuitem", { name });
  const added = page.getByText(`Added to “${name}”.`);
  await expect(choice.or(added)).toBeVisible();
  if (await choice.isVisible()) await choice.click();
  await expect(added).toBeVisible();

  await page.getByRole("link", { name: "Sets" }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const row = page.getByRole("row").filter({ hasText: question });
  await expect(row.getByRole("cell").nth(1)).toHaveText("1");
  await expect(page.getByRole("region", { name: "Last run" })).toContainText("Found first100 %");

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const file = await (await download).path();
  await openPage(page, "/admin/evaluation");
  await page.getByLabel("Set to import").setInputFiles({
    name: "set.json",
    mimeType: "application/json",
    buffer: Buffer.from("{ not JSON"),
  });
  await expect(page.getByText("“set.json” isn't JSON.")).toBeVisible();
  await page.getByLabel("Set to import").setInputFiles(file);
  await expect(page.getByRole("row").filter({ hasText: question })).toContainText("lighthouse");
});

test("who rates an answer is told that admins see it, and hides it again by taking the rating back", async ({
  page,
}) => {
  const chat = chatScreen(page);
  const asked = `Is the lighthouse of ${place} high?`;
  await openPage(page, "/");
  await chat.ask(asked);
  await chat.written();
  await chat.answer.getByRole("button", { name: "Good answer" }).click();
  await expect(page.getByText(/admins are shown your question and this answer/)).toBeVisible();
  const rated = async () => (await (await page.request.get("/api/rated-answers")).text()).includes(asked);
  await expect.poll(rated).toBe(true);
  await page.getByRole("button", { name: "Take back" }).click();
  await expect.poll(rated).toBe(false);
  await chat.answer.getByRole("button", { name: "Bad answer" }).click();
  await expect(page.getByRole("dialog")).toContainText("are shown to your workspace's admins");
});

test("an admin says what a document is called, who wrote it and in which language, and finds it by its tag", async ({
  page,
}) => {
  await openPage(page, `/admin/collections/${collectionId}`);
  await page.getByRole("button", { name: place, exact: true }).click();
  await page.getByRole("button", { name: "Change title, author, date, language and tags" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill(`Light of ${place}`);
  await page.getByRole("textbox", { name: "Author" }).fill("Ada Lovelace");
  await page.getByRole("combobox", { name: "Language" }).click();
  await page.getByRole("option", { name: "Dutch" }).click();
  await page.getByLabel("Date").fill("2024-05-17");
  await page.getByRole("combobox", { name: "Tags" }).fill("coast, ");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const about = page.getByRole("region", { name: "About this document" });
  await expect(page.getByRole("heading", { name: `Light of ${place}` })).toBeVisible();
  await expect(about).toContainText("Ada Lovelace");
  await expect(about).toContainText("Dutch");
  await expect(about).toContainText("17 May 2024");
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Tag" }).click();
  await page.getByRole("option", { name: /^coast/ }).click();
  await expect(page.getByRole("region", { name: "Documents" }).getByRole("row")).toHaveCount(2);
});
