import { chatScreen } from "./support/chat-screen.ts";
import { openPage } from "./support/open-page.ts";
import { join } from "./support/people.ts";
import { rateAnswer } from "./support/rate-answer.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.use({ role: "admin" });

const collection = unique("Harbour");
const harbour = unique("Port");
const question = `How deep is the harbour of ${harbour}?`;
let collectionId: string;
test.beforeAll(async ({ api }) => {
  const content = `# ${harbour}\n\nThe harbour of ${harbour} is 17 metres deep.\n`;
  const [document] = await api.add(collection, { name: "harbour.md", content });
  collectionId = document?.collectionId ?? "";
  // With one alone there is nothing to choose from.
  await api.add(unique("Another"), { name: "other.md", content: "# Elsewhere\n\nNothing is deep here.\n" });
});

test("an admin finds who asked what it cost and what was said of it, and reads the text only where people are told", async ({
  page,
  admin,
}) => {
  const member = await join(admin, "member");
  await rateAnswer(member, { question, collectionId, rating: "down", reason: "wrong_source" });

  await openPage(page, `/admin/records?collection=${collectionId}&sign=rated-down`);
  const records = page.getByRole("region", { name: "Records" });
  await expect(records.getByRole("row").filter({ hasText: member.name })).toContainText("Rated bad");
  await records.getByRole("link").first().click();
  await expect(page.getByRole("region", { name: "Calls of models" })).toContainText("Answer");
  await expect(page.getByText("The question's text isn't kept.")).toBeVisible();
  await expect(page.getByText("It cites the wrong source.")).toBeVisible();
  await page.getByRole("link", { name: "Read the question and the answer" }).click();
  const rated = page.getByRole("list", { name: "Rated answers" }).getByRole("listitem");
  await expect(rated).toContainText(question);
  await rated.getByRole("link", { name: "Record" }).click();
  await expect(records.getByRole("link")).toHaveCount(1);

  await page.getByRole("tab", { name: "What is kept" }).click();
  await page.getByRole("combobox", { name: "What admins may read" }).click();
  await page.getByRole("option", { name: "Keep them as they were" }).click();
  await expect(page.getByText("It holds from the next question on.")).toBeVisible();
  try {
    const chat = chatScreen(page);
    await chat.open(collection);
    await expect(page.getByText(/^Admins of your workspace can read/)).toBeVisible();
    await chat.ask(`${question} Please.`);
    await chat.written();
    await openPage(page, `/admin/records?collection=${collectionId}`);
    const ofOneCollection = records.getByRole("row").filter({ hasText: collection });
    await ofOneCollection.getByRole("link").first().click();
    await expect(page.getByText(`${question} Please.`)).toBeVisible();
  } finally {
    await admin.request.patch("/api/tenant-policy", { data: { records: { texts: "none" } } });
  }
});
