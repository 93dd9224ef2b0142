import { expect } from "@playwright/test";
import type { Person } from "./people.ts";

/** A batch of the person's that has been answered: where it's to be seen. */
export async function prepareBatch(person: Person, questions: string[]): Promise<string> {
  const lines = questions.map((question, i) => JSON.stringify({ custom_id: `q${i + 1}`, question }));
  const sent = await person.request.post("/api/v1/batches?name=What%20new%20people%20ask", {
    headers: { "content-type": "application/jsonl" },
    data: Buffer.from(lines.join("\n")),
  });
  const { id } = (await sent.json()) as { id: string };
  await expect
    .poll(async () => (await (await person.request.get(`/api/v1/batches/${id}`)).json()).status, {
      timeout: 30_000,
    })
    .toBe("done");
  return `/batches/${id}`;
}
