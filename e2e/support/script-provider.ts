import type { BehaviourInput } from "../fake-provider/script.ts";
import { installation } from "../installation.ts";

/**
 * Tells the fake provider how to answer. All tests share it and run side by side, so every behaviour must be for requests that
 * contain something of this test's own (`match.contains`), and nothing is ever reset.
 */
export async function scriptProvider(
  ...behaviours: (BehaviourInput & { match: { contains: string } })[]
): Promise<void> {
  const response = await fetch(`${installation.providerUrl}/control/script`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(behaviours),
  });
  if (!response.ok) throw new Error(`The fake provider refuses this script: ${await response.text()}`);
}
