/** A stretch of text that a guard found something in: `text.slice(start, end)`, in UTF-16 code units. */
export interface FoundSpan<Type extends string = string> {
  type: Type;
  start: number;
  end: number;
}

/** What a guard took out of a text or found in it, without the text. */
export interface GuardFinding {
  finding: "personal-data" | "secret" | "link";
  /** What kind of it, for people: "e-mail address", "private key", or the host of a link. */
  what: string;
  count: number;
}
