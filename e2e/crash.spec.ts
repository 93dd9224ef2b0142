import { installation } from "./installation.ts";
import { chatScreen } from "./support/chat-screen.ts";
import { type Api, connectApi } from "./support/connect-api.ts";
import { openPage } from "./support/open-page.ts";
import { type Person, signIn } from "./support/people.ts";
import { scriptProvider } from "./support/script-provider.ts";
import { isReady, type OwnInstallation, startInstallation } from "./support/start-installation.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test.describe("Lectern keeps what it was given when a process is killed", () => {
  let lectern: OwnInstallation;
  let api: Api;
  let owner: Person;

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    lectern = await startInstallation({ ...installation.environment, DATABASE_URL: "" });
    api = connectApi(installation.apiKey, lectern.origin);
    owner = await signIn({ name: "Admin", ...installation.admin }, lectern.origin);
  });
  test.afterAll(async () => {
    await owner.request.dispose();
    await lectern.stop();
  });

  test("web in the middle of an answer: the question is kept, and what was written, and that it broke off", async ({
    browser,
  }) => {
    test.setTimeout(120_000);
    const mark = unique("Depot");
    await api.add(mark, {
      name: "depot.md",
      content: `# ${mark}\n\nThe depot keeps spare parts in numbered boxes.\n`,
    });
    const answer = Array.from({ length: 60 }, (_, i) => `Box ${i + 1} holds a part.`).join(" ");
    await scriptProvider({ match: { path: "/v1/chat/completions", contains: mark }, answer, msPerToken: 80 });

    const context = await browser.newContext({ baseURL: lectern.origin, storageState: owner.state });
    const page = await context.newPage();
    const chat = chatScreen(page);
    await openPage(page, "/");
    await chat.ask("What does the depot keep?");
    await expect(chat.answer).toContainText("Box 8 holds", { timeout: 20_000 });
    const killed = lectern.pidOf("web");
    lectern.killHard("web");
    await expect.poll(() => lectern.pidOf("web"), { timeout: 20_000 }).not.toBe(killed);
    await isReady(lectern);

    const path = new URL(page.url()).pathname;
    await expect(async () => {
      await openPage(page, path);
      await expect(page.getByText("was interrupted by a restart")).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 45_000 });
    await expect(page.getByText("What does the depot keep?").first()).toBeVisible();
    await expect(chat.answer).toContainText("Box 1 holds a part.");

    await scriptProvider({ match: { contains: mark }, answer: "The depot keeps spare parts [1]." });
    await chat.answer.getByRole("button", { name: "Answer again" }).click();
    await expect(chat.answer).toContainText("The depot keeps spare parts");
    await chat.written();
    await context.close();
  });

  test("the worker, three times while it reads twenty documents: all become ready, each once", async () => {
    test.setTimeout(180_000);
    const mark = unique("Ledger");
    // Slow enough that there is always something in the middle.
    await scriptProvider({ match: { path: "/v1/embeddings", contains: mark }, n: 0, latencyMs: 250 });
    const documents = Array.from({ length: 20 }, (_, i) => ({
      name: `ledger-${i + 1}.md`,
      content: ledger(mark, i + 1),
    }));
    const ids: string[] = [];
    for (const document of documents) {
      const response = await api.upload(document, mark);
      expect(response.status).toBe(202);
      ids.push(((await response.json()) as { id: string }).id);
    }

    const statuses = () => Promise.all(ids.map(async (id) => (await api.getDocument(id)).status));
    const readyCount = async () => (await statuses()).filter((status) => status === "ready").length;
    for (const readyMin of [1, 6, 12]) {
      await expect.poll(readyCount, { timeout: 60_000 }).toBeGreaterThanOrEqual(readyMin);
      const killed = lectern.pidOf("worker");
      lectern.killHard("worker");
      await expect.poll(() => lectern.pidOf("worker"), { timeout: 20_000 }).not.toBe(killed);
    }
    await expect.poll(statuses, { timeout: 90_000 }).toEqual(ids.map(() => "ready"));

    for (const id of ids) {
      const { receipt } = await api.getDocument(id);
      const chunks = await api.chunksOf(id);
      expect(chunks.map(({ ordinal }) => ordinal)).toEqual(chunks.map((_, i) => i));
      expect(new Set(chunks.map(({ text }) => text)).size).toBe(chunks.length);
      expect(chunks).toHaveLength(receipt?.chunks ?? -1);
    }
  });

  test("nothing is lost by stopping and starting: documents, keys and sessions are as they were", async () => {
    test.setTimeout(120_000);
    const mark = unique("Vault");
    const [document] = await api.add(mark, {
      name: "vault.txt",
      content: "The vault is opened by two people.",
    });
    await lectern.restart();

    expect(lectern.output()).not.toContain("Building");
    expect(lectern.output()).not.toContain("First run");
    expect(await api.getDocument(document?.id ?? "")).toMatchObject({
      status: "ready",
      title: document?.title,
    });
    expect((await api.ask("Who opens the vault?", mark)).text).toContain("two people");
    expect((await owner.request.get("/api/me")).status()).toBe(200);
  });
});

/** Some pages of sections, of which no two are alike. */
function ledger(mark: string, number: number): string {
  const sections = Array.from({ length: 12 }, (_, i) => {
    const lines = Array.from(
      { length: 30 },
      (_, line) =>
        `Entry ${line + 1} of account ${number}-${i + 1} books ${number * 1000 + i * 40 + line} euros.`,
    );
    return `## Account ${number}-${i + 1}\n\n${lines.join(" ")}`;
  });
  return `# ${mark} ${number}\n\n${sections.join("\n\n")}\n`;
}
