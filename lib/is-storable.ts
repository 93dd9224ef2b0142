/** Whether Postgres can keep the text, or compare anything with it: it knows no NUL. Client-safe. */
export const isStorable = (text: string) => !text.includes("\0");
