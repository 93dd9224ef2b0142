import { chatScreen } from "./support/chat-screen.ts";
import { fixtureFile } from "./support/fixture-file.ts";
import { openPage } from "./support/open-page.ts";
import { prepareLongTalk } from "./support/prepare-long-talk.ts";
import { expect, test } from "./support/test.ts";
import { unique } from "./support/unique.ts";

test("a long conversation shows its summary, whose lines lead to their turns and can be put right", async ({
  page,
  api,
}) => {
  const [document] = await api.add(unique("Rules"), await fixtureFile("travel-policy.md"));
  const topics = ["trains", "hotels", "claims"].map((topic) => unique(topic));
  const { path } = await prepareLongTalk(page.request, document?.collectionId ?? "", topics);
  await openPage(page, path);
  const summary = page.getByRole("region", { name: "Summary of earlier turns" });
  await summary.getByRole("button", { name: /^Summary of earlier turns/ }).click();

  const turn = page.getByText(`What is the rule about ${topics[1]}?`, { exact: true });
  await expect(turn).not.toBeInViewport();
  await summary.getByRole("link", { name: topics[1] }).click();
  await expect(turn).toBeInViewport();

  const line = `The reader asked: What is the rule about ${topics[0]}?`;
  await summary.getByRole("button", { name: `Change “${line}”` }).click();
  await summary.getByRole("textbox", { name: "Line of the summary" }).fill("Trains are second class.");
  await summary.getByRole("button", { name: "Save" }).click();
  await expect(summary.getByText("edited by you")).toBeVisible();

  await summary.getByRole("button", { name: "Take away “Trains are second class.”" }).click();
  await expect(summary.getByText("Trains are second class.")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(summary.getByText("Trains are second class.")).toBeVisible();
  await page.reload();
  await summary.getByRole("button", { name: /^Summary of earlier turns/ }).click();
  await expect(summary.getByText("Trains are second class.")).toBeVisible();
});

test("what somebody says of themself is remembered once they have switched it on and confirmed it", async ({
  page,
  api,
}) => {
  const collection = unique("Rules");
  await api.add(collection, await fixtureFile("travel-policy.md"));
  await api.add(unique("Elsewhere"), await fixtureFile("leave-rules.txt"));
  await openPage(page, "/memory");
  await page.getByRole("switch", { name: "Remember things about me" }).click();
  await expect(page.getByText("Nothing yet")).toBeVisible();

  const chat = chatScreen(page);
  await chat.open(collection);
  const said = `I work in ${unique("Zurich")}.`;
  await chat.ask(said);
  await chat.written();
  const proposal = page.getByRole("region", { name: "Shall this be remembered?" });
  await expect(proposal).toContainText(said);
  await proposal.getByRole("button", { name: "Remember", exact: true }).click();
  await expect(proposal).toHaveCount(0);

  await openPage(page, "/memory");
  await expect(page.getByRole("list", { name: "Remembered" })).toContainText(said);
  await page.getByRole("button", { name: `Forget “${said}”` }).click();
  await expect(page.getByText("Nothing yet")).toBeVisible();
  await page.getByRole("switch", { name: "Remember things about me" }).click();
});
