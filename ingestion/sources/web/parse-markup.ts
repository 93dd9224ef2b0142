import { type Handler, Parser, type ParserOptions } from "htmlparser2";

/**
 * Of elements within elements. The parser moves all that are open for each that opens: at 200,000, which a page of a megabyte
 * can hold, that took it 69 s, during which the worker does nothing else. People write some dozens.
 */
const depthMax = 1000;

/** Reads HTML or XML, tag by tag. False where it's nested too deep, and wasn't read to its end. */
export function parseMarkup(text: string, handler: Partial<Handler>, options?: ParserOptions): boolean {
  let depth = 0;
  const guarded: Partial<Handler> = Object.assign(Object.create(handler), {
    onopentagname(name: string) {
      depth += 1;
      if (depth > depthMax) throw new TooDeepError();
      handler.onopentagname?.call(guarded, name);
    },
    onclosetag(...closed: [name: string, isImplied: boolean]) {
      depth -= 1;
      handler.onclosetag?.call(guarded, ...closed);
    },
  });
  try {
    new Parser(guarded, options).end(text);
    return true;
  } catch (error) {
    if (error instanceof TooDeepError) return false;
    throw error;
  }
}

class TooDeepError extends Error {}
