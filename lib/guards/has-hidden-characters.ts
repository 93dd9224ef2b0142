/** Characters that no keyboard makes and that are used to hide text: controls, bidi overrides, Unicode tags. */
const hiddenCharacters = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u;
/** The flags of England, Scotland and Wales are a black flag and tags. */
const taggedFlags = /\u{1f3f4}[\u{e0061}-\u{e007a}]{2,6}\u{e007f}/gu;

/** Whether a text holds characters that hide something from its reader. */
export const hasHiddenCharacters = (text: string) => hiddenCharacters.test(text.replaceAll(taggedFlags, ""));
