/** The text, or as many of its words as fit, with the sign that it goes on. */
export function cutAtWord(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const cut = text.slice(0, charsMax - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), charsMax / 2)).trimEnd()}…`;
}
