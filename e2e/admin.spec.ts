import type { Locator, Page } from "@playwright/test";
import { type Api, connectApi } from "./support/connect-api.ts";
import { expectError } from "./support/expect-error.ts";
import { fixturePath } from "./support/fixture-file.ts";
import { openPage } from "./support/open-page.ts";
import { join } from "./support/people.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.use({ role: "admin" });

/** Makes a collection, if it isn't there, and opens its documents. */
async function openCollection(page: Page, api: Api, name: string) {
  const made = await api.sendJson("POST", "/api/v1/collections", { name });
  const { collections } = (await (await api.send("GET", "/api/v1/collections")).json()) as {
    collections: { id: string; name: string }[];
  };
  const id = collections.find((one) => one.name === name)?.id;
  expect(id, `the collection, which was made with ${made.status}`).toBeDefined();
  await openPage(page, `/admin/collections/${id}`);
}

/** Opens a document's menu in the list and chooses from it. */
async function rowMenu(row: Locator, item: string) {
  await row.getByRole("button", { name: /^Actions for / }).click();
  await row.page().getByRole("menuitem", { name: item }).click();
}

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
  await sheet.getByRole("tab", { name: /^What the model will see/ }).click();
  await expect(sheet.getByText("The assembly point is the car park beside building C.")).toBeVisible();
  await page.keyboard.press("Escape");

  await rowMenu(row("travel-policy.md"), "Delete");
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("cached answers");
  await question.getByRole("button", { name: "Delete" }).click();
  const receipt = page.getByRole("dialog");
  await expect(receipt).toContainText("Nothing is left in any of them.");
  const counts = await receipt
    .getByRole("row", { name: /^Chunks \d/ })
    .getByRole("cell")
    .allTextContents();
  expect(Number(counts[0])).toBeGreaterThan(0);
  expect(counts[1]).toBe("0");
  await receipt.getByRole("button", { name: "Done" }).click();
  await expect(row("travel-policy.md")).toHaveCount(0);
  await expect(row("encrypted.pdf")).toBeVisible();
});

test("thirty files are uploaded at once, and those that matter are found among them", async ({
  page,
  api,
}) => {
  const collection = unique("Archive");
  await openCollection(page, api, collection);
  const note = (i: number) => ({
    name: `note-${i}.txt`,
    mimeType: "text/plain",
    buffer: Buffer.from(`${collection}, note ${i}: locker ${i} is beside the stairs of floor ${i % 7}.`),
  });
  const notes = Array.from({ length: 27 }, (_, i) => note(i + 10));
  const table = {
    name: "prices.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("item,price\npen,3\ncup,9\n"),
  };
  const empty = { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) };
  const again = { ...note(10), name: "note-10-copy.txt" };
  await page.getByLabel("Files to upload").setInputFiles([...notes, table, empty, again]);

  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByRole("status")).toHaveText("28 files uploaded, 1 refused, 1 here already", {
    timeout: 30_000,
  });
  await expect(uploads.getByRole("listitem").filter({ hasText: "empty.txt" })).toContainText(
    "The file is empty.",
  );
  await expect(uploads.getByRole("listitem").filter({ hasText: "note-10-copy.txt" })).toContainText(
    "has this file already",
  );
  await expect(page.getByText("28 ready")).toBeVisible({ timeout: 40_000 });

  const list = page.getByRole("region", { name: "Documents" });
  await expect(list.getByRole("table")).toHaveAttribute("aria-rowcount", "29");
  const listed = list.getByRole("row").filter({ has: page.getByRole("rowheader") });
  await page.getByRole("searchbox", { name: "Search by name" }).fill("note-2");
  await expect(listed).toHaveCount(10);
  await page.getByRole("searchbox", { name: "Search by name" }).fill("");
  await page.getByRole("combobox", { name: "Type" }).click();
  await page.getByRole("option", { name: "Sheets 1" }).click();
  await expect(listed).toHaveCount(1);
  await expect(listed).toContainText("prices.csv");
  await page.getByRole("combobox", { name: "Type" }).click();
  await page.getByRole("option", { name: "Any type" }).click();

  await page.getByRole("searchbox", { name: "Search by name" }).fill("note-3");
  await expect(listed).toHaveCount(7);
  await page.getByRole("checkbox", { name: "Select all that are listed" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  const receipt = page.getByRole("dialog");
  await expect(receipt.getByRole("heading")).toHaveText("7 documents deleted", { timeout: 30_000 });
  await expect(receipt.getByRole("row", { name: "Files 7 0" })).toBeVisible();
  await receipt.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("No document matches")).toBeVisible();
  await expect(page.getByText("21 ready")).toBeVisible();
});

test("a file that is locked says so and what to do, and opens with its password", async ({ page, api }) => {
  await openCollection(page, api, unique("Safe"));
  await page.getByLabel("Files to upload").setInputFiles(fixturePath("encrypted.pdf"));
  await page.getByRole("button", { name: "Enter its password: encrypted" }).click({ timeout: 20_000 });
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByRole("alert")).toContainText("Enter its password below");

  const password = sheet.getByLabel("Password of encrypted.pdf");
  await password.fill("a guess");
  await sheet.getByRole("button", { name: "Try with this password" }).click();
  await expect(sheet.getByText("This password doesn't open it.")).toBeVisible({ timeout: 20_000 });
  await password.fill("secret");
  await sheet.getByRole("button", { name: "Try with this password" }).click();
  await expect(sheet.getByRole("tabpanel", { name: "Receipt" })).toContainText("Read by", {
    timeout: 20_000,
  });
});

test("a new version takes the old one's place, which can still be opened", async ({ page, api }) => {
  const collection = unique("Rules");
  await api.add(collection, { name: "parking.txt", content: "Guests park in lot A." });
  await openCollection(page, api, collection);
  await page.getByRole("button", { name: "parking", exact: true }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("New version of parking").setInputFiles({
    name: "parking.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("Guests park in lot B, behind the hall."),
  });
  await expect(sheet.getByText("This is version 1.")).toBeVisible({ timeout: 20_000 });
  await sheet.getByRole("button", { name: "Show version 2" }).first().click();
  await sheet.getByRole("tab", { name: /^What the model will see/ }).click();
  await expect(sheet.getByText("Guests park in lot B")).toBeVisible();

  await sheet.getByRole("tab", { name: "Versions (2)" }).click();
  await sheet.getByRole("button", { name: "Show version 1" }).click();
  await sheet.getByRole("tab", { name: /^What the model will see/ }).click();
  await expect(sheet.getByText("Guests park in lot A.")).toBeVisible();
  await page.keyboard.press("Escape");

  const listed = page.getByRole("region", { name: "Documents" }).getByRole("rowheader");
  await expect(listed).toHaveCount(1);
  await expect(listed).toContainText("Version 2");
  const { results } = await api.search({ query: "Where do guests park?", collections: [collection] });
  expect(results.map(({ text }) => text)).toEqual([expect.stringContaining("lot B")]);
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

test("the usage page counts today's questions, by model and by person, and gives them as CSV", async ({
  page,
  person,
  api,
}) => {
  const collection = unique("Pool");
  await api.add(collection, { name: "pool.txt", content: "The pool opens at six in the morning." });
  const data = { name: unique("Usage"), scopes: ["chat"], expiresInDays: 1 };
  const { key } = (await (await person.request.post("/api/api-keys", { data })).json()) as { key: string };
  const script = connectApi(key);
  const questions = ["When does the pool open?", "Does the pool open in the morning?", "What opens at six?"];
  for (const question of questions) await script.ask(question, collection);

  // What became of a question is written once its answer is on its way.
  const rows = page.getByRole("row");
  await expect(async () => {
    await openPage(page, "/admin/usage?by=user");
    await expect(rows.filter({ hasText: person.name }).getByRole("cell").nth(2)).toHaveText("3", {
      timeout: 1000,
    });
  }).toPass();
  await page.getByText("Questions as a table").click();
  const today = page.getByRole("region", { name: "Questions by day" }).getByRole("row").last();
  await expect(today.getByRole("cell").first()).not.toHaveText("0");

  await page.getByRole("link", { name: person.name }).click();
  await expect(page.getByRole("list", { name: "Filters" })).toContainText(person.name);
  await page.getByRole("navigation", { name: "Divide cost by" }).getByRole("link", { name: "Model" }).click();
  await expect(rows.filter({ hasText: "openai-compatible/fake-large" }).first()).toBeVisible();
  const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  const csv = await (await person.request.get(href ?? "")).text();
  expect(csv.split("\r\n")[0]).toContain("Day (UTC),Model");
  expect(csv).toContain(person.email);
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

test("a model for this server that can't be fetched says so, and nothing changes", async ({ page }) => {
  await openPage(page, "/admin/models");
  const model = page
    .getByRole("list", { name: "Models for this server" })
    .getByRole("listitem")
    .filter({ hasText: "local/multilingual-e5-small" });
  await expect(model).toContainText("129 MB");
  await model.getByRole("button", { name: /^(Fetch|Try again): / }).click();
  await expect(model.getByRole("alert")).toHaveText(
    "The model hub at 127.0.0.1:9 can't be reached from this server. Everything goes on as before without it.",
    { timeout: 20_000 },
  );
  await expect(model.getByRole("button", { name: /^Try again: / })).toBeEnabled();
  const embedding = page.getByRole("region", { name: "Embedding models" });
  await expect(embedding.getByRole("row").filter({ hasText: "fake-embed" })).toContainText("New collections");
  await expect(embedding.getByRole("row").filter({ hasText: "local/" })).toHaveCount(0);
});
