/** What a person may have remembered over conversations, and a conversation's summary, as they travel. Client-safe. */
import { z } from "zod";

export const memoryStates = ["proposed", "confirmed"] as const;
export type MemoryState = (typeof memoryStates)[number];

export const memoryTextSchema = z.string().trim().min(1, "Write what is to be remembered.").max(500);
