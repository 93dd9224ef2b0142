import { fixturesFolder } from "./installation.ts";
import { openPage } from "./support/open-page.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.use({ role: "admin" });

test("an admin keeps a collection in step with a server folder, sees what was left out, and lets it go again", async ({
  page,
  person,
}) => {
  const name = unique("In step");
  const made = await person.request.post("/api/v1/collections", { data: { name } });
  const { id } = await made.json();
  await openPage(page, `/admin/collections/${id}/sources`);
  await page.getByRole("button", { name: "Add a source" }).click();
  await page.getByRole("combobox", { name: "Kind" }).click();
  await page.getByRole("option", { name: "Server folder" }).click();
  await page.getByLabel("Folder").fill("/etc");
  await page.getByRole("button", { name: "Add and read it" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This folder isn't under one" })).toBeVisible();
  await page.getByLabel("Folder").fill(fixturesFolder);
  await page.getByRole("button", { name: "Add and read it" }).click();

  const row = page.getByRole("row").filter({ hasText: "fixtures" });
  await expect(row.getByText("In part").filter({ visible: true })).toBeVisible({ timeout: 60_000 });
  await expect(row.getByText("Every day at 06:00 UTC").filter({ visible: true })).toBeVisible();
  await row.getByRole("button", { name: "fixtures", exact: true }).click();
  await expect(page.getByRole("list", { name: "Runs" }).getByText("zip-named-docx.docx")).toBeVisible();
  await page.keyboard.press("Escape");

  await row.getByRole("button", { name: "Actions for fixtures" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete the documents too" }).click();
  await expect(page.getByText("No sources yet")).toBeVisible();
  const { documents } = await (await person.request.get(`/api/v1/documents?collection=${id}`)).json();
  expect(documents).toEqual([]);
});
