/** The addresses in a text, one a line or separated by commas, each once; and what is none. */
export function readEmails(text: string): { emails: string[]; wrong: string[] } {
  const given = [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
  const isAddress = (each: string) => /^[^\s@<>]+@[^\s@<>.]+(\.[^\s@<>.]+)+$/.test(each);
  return { emails: given.filter(isAddress), wrong: given.filter((each) => !isAddress(each)) };
}
