import { randomUUID } from "node:crypto";

/** A name that no other test uses, so that tests can run side by side: `Travel 3f9a1c`. */
export function unique(name: string): string {
  return `${name} ${randomUUID().slice(0, 6)}`;
}
