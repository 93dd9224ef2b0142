export type RtfToken =
  | { kind: "open" }
  | { kind: "close" }
  | { kind: "word"; word: string; parameter: number | null }
  | { kind: "symbol"; symbol: string }
  | { kind: "byte"; byte: number }
  | { kind: "text"; text: string };

const token =
  /\\([a-z]{1,40})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\/giy;

/**
 * The tokens of RTF, which is given byte by byte as Latin-1: groups, control words with their numbers, escaped bytes, text.
 * Binary data is left out.
 */
export function* tokenizeRtf(source: string): Generator<RtfToken> {
  token.lastIndex = 0;
  const pattern = new RegExp(token);
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const [, word, parameter, hex, symbol, brace, text] = match;
    if (word === "bin") pattern.lastIndex += Math.max(0, Number(parameter ?? 0));
    else if (word)
      yield { kind: "word", word, parameter: parameter === undefined ? null : Number(parameter) };
    else if (hex) yield { kind: "byte", byte: Number.parseInt(hex, 16) };
    else if (brace) yield { kind: brace === "{" ? "open" : "close" };
    else if (text) yield { kind: "text", text };
    else if (symbol) yield { kind: "symbol", symbol };
  }
}
