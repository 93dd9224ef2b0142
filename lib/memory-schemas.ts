/** What a person may have remembered over conversations, and a conversation's summary, as they travel. Client-safe. */
import { z } from "zod";

/** A dozen or two is what people write; more than that isn't about one person any more. */
export const memoriesMax = 50;
/** That wait for their person's word. What nobody answers mustn't pile up. */
export const proposalsMax = 10;

/**
 * proposed → confirmed, by its person's word alone; proposed → gone, when they don't want it. What they write themselves is confirmed
 * from the start.
 */
export const memoryStates = ["proposed", "confirmed"] as const;
export type MemoryState = (typeof memoryStates)[number];

export const memoryTextSchema = z.string().trim().min(1, "Write what is to be remembered.").max(500);

/** Confirming a proposal, in other words or its own, or changing what is remembered. */
export const memoryChangeSchema = z
  .object({ text: memoryTextSchema, state: z.literal("confirmed") })
  .partial()
  .refine(({ text, state }) => text !== undefined || state !== undefined, "Say what to change.");
export type MemoryChange = z.infer<typeof memoryChangeSchema>;

export interface Memory {
  id: string;
  text: string;
  state: MemoryState;
  /** The question that it was read from; null where the person wrote it. */
  questionId: string | null;
  createdAt: string;
}

/** What a person sees of their memory. */
export interface MemoryOverview {
  /** Whether the workspace lets people have things remembered. */
  isOffered: boolean;
  /** Whether this person wants it. */
  remembers: boolean;
  memories: Memory[];
}

export const summaryLineTextSchema = z.string().trim().min(1, "Write what the line is to say.").max(500);

/** One line of a conversation's summary. */
export interface SummaryLine {
  id: string;
  /** The messages that it stands for, in their order. */
  messageIds: string[];
  /** Empty where its person took it away. */
  text: string;
  isEdited: boolean;
}
