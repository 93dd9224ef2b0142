import { expect } from "@playwright/test";
import { fixturesFolder } from "../installation.ts";
import type { Person } from "./people.ts";
import { unique } from "./unique.ts";

/** A collection with a source that was read once and left something out, and one that couldn't be read. Returns its page. */
export async function prepareSource({ request }: Person): Promise<string> {
  const post = async (path: string, data?: object) => {
    const response = await request.post(`/api/v1/${path}`, { data });
    expect(response.ok(), await response.text()).toBe(true);
    return (await response.json()) as { id: string };
  };
  const { id: collection } = await post("collections", { name: unique("Kept in step") });
  const folder = { kind: "folder", path: fixturesFolder };
  const sources = [
    await post("sources", { collection, name: "Office files", config: folder, schedule: "0 6 * * *" }),
    await post("sources", {
      collection,
      name: "A source whose name is so long that it can't possibly stand in one line of anybody's screen",
      config: { kind: "folder", path: `${fixturesFolder}/nothing/${"a-long-name/".repeat(12)}` },
      schedule: "*/20 8-18 * * 1-5",
    }),
  ];
  const config = { kind: "s3", bucket: "acme-contracts", prefix: "signed/", region: "eu-central-1" };
  await post("sources", { collection, name: "Contracts", config, schedule: "0 2 * * 1", isEnabled: false });
  for (const { id } of sources) {
    await post(`sources/${id}/sync`);
    const status = async () => (await (await request.get(`/api/v1/sources/${id}`)).json()).lastRun.status;
    await expect.poll(status, { timeout: 60_000 }).toMatch(/done|failed/);
  }
  return `/admin/collections/${collection}/sources`;
}
