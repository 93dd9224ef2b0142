import { installation } from "./installation.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { openPage } from "./support/open-page.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.use({ role: "admin" });

test("an operator adds a provider, asks a question through it, and its key is shown nowhere", async ({
  page,
  api,
}) => {
  const collection = unique("Travel");
  await api.add(collection, await fixtureFile("travel-policy.md"));
  const name = unique("second")
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-");
  const key = `sk-${crypto.randomUUID()}`;

  await openPage(page, "/admin/models?tab=providers");
  await page.getByRole("button", { name: "Add a provider" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("Address").fill(`${installation.providerUrl}/v1`);
  await dialog.getByLabel("Key").fill(key);
  await dialog.getByRole("button", { name: "Test the connection" }).click();
  await expect(dialog.getByText(/^It answers, and lists \d+ models\.$/)).toBeVisible();
  await expect(dialog.getByText("127.0.0.1 is in your private network (127.0.0.1).")).toBeVisible();
  await dialog.getByRole("button", { name: "Add a model" }).click();
  await dialog.getByLabel("Name of model 1").fill("fake-small");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();

  const row = page.getByRole("list", { name: "Providers" }).getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText(`key …${key.slice(-4)}`);
  try {
    const model = `${name}/fake-small`;
    const question = "How high is the daily meal allowance in Switzerland?";
    const answer = await api.ask(question, collection, [], model);
    expect(answer.model).toBe(model);
    expect(answer.text).toContain("58 euros");

    const listed = await page.request.get("/api/model-providers");
    expect(await listed.text()).toContain(name);
    for (const shown of [await listed.text(), await page.content()]) expect(shown).not.toContain(key);
  } finally {
    await row.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await expect(row).toHaveCount(0);
  }
});
