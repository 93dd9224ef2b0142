import { test as base } from "@playwright/test";
import { installation } from "../installation.ts";
import { type Api, connectApi } from "./connect-api.ts";
import { join, type Person, signInAdmin } from "./people.ts";

export { expect } from "@playwright/test";

interface TestFixtures {
  /** Whose browser `page` is: somebody new for each test, so that nobody else's conversations are in it. */
  person: Person;
  /** Their role. Set with `test.use({ role: "admin" })`. */
  role: "member" | "admin";
}

interface WorkerFixtures {
  /** The HTTP API, with the key made by BOOTSTRAP_API_KEY. */
  api: Api;
  /** The first admin, signed in. */
  admin: Person;
}

/** Playwright's test, with people and programs to whom the installation belongs. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  role: ["member", { option: true }],
  person: async ({ admin, role }, use) => {
    const person = await join(admin, role);
    await use(person);
    await person.request.dispose();
  },
  context: async ({ browser, person }, use) => {
    const context = await browser.newContext({ storageState: person.state });
    await use(context);
    await context.close();
  },
  api: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => use(connectApi(installation.apiKey)),
    { scope: "worker" },
  ],
  admin: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const admin = await signInAdmin();
      await use(admin);
      await admin.request.dispose();
    },
    { scope: "worker" },
  ],
});
