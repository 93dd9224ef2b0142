/** Text that goes on from what is there already, without the beginning in which a model said that again. */
export interface RepeatSkipper {
  /** What is new of the text so far; held back while it may still be a repetition. */
  push(delta: string): string;
}

/**
 * For a model that was asked to go on from `written`: some begin again at the beginning. Their words are held back as long as they are
 * those of `written`, and left out where all of it is repeated; where they part from it, all that was held back is text.
 */
export function skipRepeat(written: string): RepeatSkipper {
  let held = "";
  let isDecided = written === "";
  return {
    push(delta) {
      if (isDecided) return delta;
      held += delta;
      if (written.startsWith(held) && held.length < written.length) return "";
      isDecided = true;
      return held.startsWith(written) ? held.slice(written.length) : held;
    },
  };
}
