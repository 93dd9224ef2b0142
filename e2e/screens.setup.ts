import { prepareScreens } from "./support/prepare-screens.ts";
import { test } from "./support/test.ts";

/** Before the screens, and once for all workers: it takes 18 s. */
test("an installation holds what somebody's first week leaves behind", async ({ api, admin }) => {
  test.setTimeout(120_000);
  await prepareScreens(api, admin);
});
