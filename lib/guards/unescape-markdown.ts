/** An escaped sign, and an entity by which a sign of an address can be written: letters have none but numbers. */
const escaped =
  /\\([!-/:-@[-`{-~])|&(?:#(\d{1,7})|#x([\da-f]{1,6})|(colon|sol|bsol|period|commat|lowbar));/gi;
const named: Record<string, string> = {
  colon: ":",
  sol: "/",
  bsol: "\\",
  period: ".",
  commat: "@",
  lowbar: "_",
};

/** A text as Markdown reads it outside of code: without escapes and such entities. `originOf` tells where a place in it stood. */
export function unescapeMarkdown(text: string): { plain: string; originOf: (place: number) => number } {
  if (!/[&\\]/.test(text)) return { plain: text, originOf: (place) => place };
  let plain = "";
  const origins: number[] = [];
  const take = (piece: string, from: number, isWhole = false) => {
    for (let i = 0; i < piece.length; i++) origins.push(isWhole ? from : from + i);
    plain += piece;
  };
  let from = 0;
  for (const match of text.matchAll(escaped)) {
    take(text.slice(from, match.index), from);
    take(signOf(match), match.index, true);
    from = match.index + match[0].length;
  }
  take(text.slice(from), from);
  return { plain, originOf: (place) => origins[place] ?? text.length };
}

function signOf([whole, sign, decimal, hexadecimal, name]: RegExpExecArray): string {
  if (sign !== undefined) return sign;
  if (name !== undefined) return named[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
