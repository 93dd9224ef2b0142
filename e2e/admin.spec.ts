import { connectApi } from "./support/connect-api.ts";
import { expectError } from "./support/expect-error.ts";
import { fixturePath } from "./support/fixture-file.ts";
import { openPage } from "./support/open-page.ts";
import { join } from "./support/people.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.use({ role: "admin" });

test("an admin makes a collection, uploads files of many kinds, and watches each become ready or fail", async ({
  page,
}) => {
  const collection = unique("Handbooks");
  await openPage(page, "/admin/collections");
  await page.getByRole("button", { name: "New collection" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(collection);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { name: collection, level: 1 })).toBeVisible();
  await expect(page.getByText("No documents yet")).toBeVisible();

  const files = ["travel-policy.md", "employment-handbook.docx", "safety-instructions.pdf", "encrypted.pdf"];
  await page.getByLabel("Files to upload").setInputFiles([...files, "zip-named-docx.docx"].map(fixturePath));
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByRole("status")).toHaveText("4 files uploaded, 1 refused");
  await expect(uploads.getByText("The name ends in .docx, but the content is")).toBeVisible();

  const row = (file: string) =>
    page.getByRole("region", { name: "Documents" }).getByRole("row").filter({ hasText: file });
  for (const file of files.slice(0, 3)) await expect(row(file)).toContainText("Ready", { timeout: 20_000 });
  await expect(row("encrypted.pdf")).toContainText("Failed", { timeout: 20_000 });
  await expect(row("encrypted.pdf")).toContainText("The file is encrypted.");

  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["A file can also be dropped."], "dropped.txt", { type: "text/plain" }));
    return transfer;
  });
  await page.getByText("Drop files or folders here").dispatchEvent("drop", { dataTransfer: dropped });
  await expect(row("dropped.txt")).toContainText("Ready", { timeout: 20_000 });

  await row("safety-instructions.pdf").getByRole("button").first().click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("tabpanel", { name: "Receipt" })).toContainText("3");
  await sheet.getByRole("tab", { name: /^Chunks/ }).click();
  await expect(sheet.getByText("The assembly point is the car park beside building C.")).toBeVisible();
  await page.keyboard.press("Escape");

  await row("encrypted.pdf")
    .getByRole("button", { name: /^Actions for / })
    .click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(row("encrypted.pdf")).toHaveCount(0);
  await expect(row("travel-policy.md")).toBeVisible();
});

test("a collection with named readers is there for these and for nobody else", async ({
  page,
  api,
  admin,
}) => {
  const collection = unique("Salaries");
  await api.add(collection, { name: "bands.txt", content: "Band seven begins at 61000 euros." });
  const reader = await join(admin, "member", unique("Rita"));
  const stranger = await join(admin, "member", unique("Steve"));

  await openPage(page, "/admin/collections");
  await page.getByRole("button", { name: `Actions for ${collection}` }).click();
  await page.getByRole("menuitem", { name: "Who may read" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /^Named members/ }).check();
  await dialog.getByRole("checkbox", { name: reader.name }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: collection })).toContainText("1 member");

  const readableBy = async ({ request }: { request: typeof reader.request }) => {
    const { collections } = (await (await request.get("/api/v1/collections")).json()) as {
      collections: { name: string }[];
    };
    return collections.map(({ name }) => name);
  };
  expect(await readableBy(reader)).toContain(collection);
  expect(await readableBy(stranger)).not.toContain(collection);
  const body = { query: "Where does band seven begin?", collections: [collection] };
  expect((await reader.request.post("/api/v1/search", { data: body })).status()).toBe(200);
  expect((await stranger.request.post("/api/v1/search", { data: body })).status()).toBe(404);
  await reader.request.dispose();
  await stranger.request.dispose();
});

test("somebody who is invited joins by the link, and can sign in from then on", async ({ page, browser }) => {
  const name = unique("Nora");
  const email = `${name.toLowerCase().replace(" ", ".")}@example.com`;
  await openPage(page, "/admin/members");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("textbox", { name: "Their email address" }).fill(email);
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = (await page.getByRole("dialog").locator("pre").textContent()) ?? "";
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row").filter({ hasText: email })).toBeVisible();

  const context = await browser.newContext();
  const guest = await context.newPage();
  await openPage(guest, link);
  await expect(guest.getByRole("heading", { name: "Join Acme" })).toBeVisible();
  await guest.getByRole("textbox", { name: "Your name" }).fill(name);
  await guest.getByLabel("Password").fill("a password of her own");
  await guest.getByRole("button", { name: "Create account and join" }).click();
  await expect(guest.getByRole("textbox", { name: "Your question" })).toBeVisible();
  await expect(guest.getByRole("link", { name: "Admin" })).toHaveCount(0);

  await guest.getByRole("button", { name }).click();
  await guest.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(guest.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await guest.getByLabel("E-mail address").fill(email);
  await guest.getByLabel("Password").fill("a wrong password");
  await guest.getByRole("button", { name: "Sign in" }).click();
  await expect(guest.getByRole("alert").filter({ hasText: "password" })).toBeVisible();
  await guest.getByLabel("Password").fill("a password of her own");
  await guest.getByRole("button", { name: "Sign in" }).click();
  await expect(guest.getByRole("textbox", { name: "Your question" })).toBeVisible();

  await openPage(guest, "/admin/members");
  await expect(guest.getByRole("region", { name: "Members" })).toHaveCount(0);
  await openPage(guest, link);
  await expect(guest.getByRole("heading", { name: "This invitation can't be used" })).toBeVisible();
  await context.close();

  await page.reload();
  await expect(
    page.getByRole("region", { name: "Members" }).getByRole("row").filter({ hasText: email }),
  ).toBeVisible();
});

test("an API key is shown once, works, and stops when it's revoked", async ({ page }) => {
  const name = unique("Nightly import");
  await openPage(page, "/admin/api-keys");
  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Create the key" }).click();
  const key = (await page.getByRole("dialog").locator("pre").first().textContent()) ?? "";
  const script = connectApi(key);
  expect((await script.send("GET", "/api/v1/documents?limit=1")).status).toBe(200);

  await page.getByRole("button", { name: "I have kept it" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toBeVisible();
  await page.reload();
  await expect(row).toBeVisible();
  expect(await page.content()).not.toContain(key);

  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toContainText("Revoked");
  await expectError(await script.send("GET", "/api/v1/documents?limit=1"), 401, "revoked_api_key");
});

test("the usage page counts today's requests, by model and by person", async ({ page, person, api }) => {
  const collection = unique("Pool");
  await api.add(collection, { name: "pool.txt", content: "The pool opens at six in the morning." });
  const data = { name: unique("Usage"), scopes: ["chat"], expiresInDays: 1 };
  const { key } = (await (await person.request.post("/api/api-keys", { data })).json()) as { key: string };
  const script = connectApi(key);
  const questions = ["When does the pool open?", "Does the pool open in the morning?", "What opens at six?"];
  for (const question of questions) await script.ask(question, collection);

  await openPage(page, "/admin/usage");
  await page.getByText("Requests as a table").click();
  const today = page.getByRole("region", { name: "Requests by day" }).getByRole("row").last();
  await expect(today.getByRole("cell")).not.toHaveText("0");
  const rows = page.getByRole("row");
  await expect(rows.filter({ hasText: "openai-compatible/fake-large" }).first()).toBeVisible();
  await expect(rows.filter({ hasText: person.email }).getByRole("cell").first()).toHaveText("3");
});

test("the models page tells which model answers and what is at hand", async ({ page }) => {
  await openPage(page, "/admin/models");
  const chat = page.getByRole("region", { name: "Chat models" });
  await expect(chat.getByRole("row").filter({ hasText: "openai-compatible/fake-large" })).toContainText(
    "Answers first",
  );
  await expect(chat.getByRole("row").filter({ hasText: "builtin/extractive" })).toContainText("built in");
  const embedding = page.getByRole("region", { name: "Embedding models" });
  await expect(embedding.getByRole("row").filter({ hasText: "fake-embed" })).toContainText("New collections");
});
