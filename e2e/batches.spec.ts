import { openPage } from "./support/open-page.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.use({ role: "member" });

const place = unique("Harbour");
test.beforeAll(async ({ api }) => {
  const content = `# ${place}\n\nThe quay of ${place} is 340 metres long. It was built in 1921.\n`;
  await api.add(unique("Harbours"), { name: "harbour.md", content });
});

test("somebody has many questions answered at once, learns which lines are wrong, and takes the answers along", async ({
  page,
}) => {
  const name = unique("Quays");
  await openPage(page, "/");
  await page.getByRole("link", { name: "Batches" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page
    .getByRole("textbox", { name: "Questions" })
    .fill(`{"custom_id":"long","question":"How long is the quay of ${place}?"}\n{"custom_id":"long"}`);
  await page.getByRole("button", { name: "Answer 2 questions" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "can't be taken" })).toContainText("Line 2:");

  const questions = [`How long is the quay of ${place}?`, `When was the quay of ${place} built?`];
  await page.getByLabel("File of questions").setInputFiles({
    name: "questions.txt",
    mimeType: "text/plain",
    buffer: Buffer.from(questions.join("\n")),
  });
  await page.getByRole("button", { name: "Answer 2 questions" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("2 of 2 questions")).toBeVisible({ timeout: 30_000 });
  const row = page.getByRole("row").filter({ hasText: questions[0] });
  await expect(row).toContainText("340 metres");
  await row.getByText("1 source").click();
  await expect(row.getByText("harbour").first()).toBeVisible();

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toMatch(/^batch-.*\.jsonl$/);
  await page.getByRole("link", { name: "All batches" }).click();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("2 of 2");
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Batches" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: name })).toHaveCount(0);
});
