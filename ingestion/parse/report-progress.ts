type Listener = () => void;

let listener: Listener | null = null;

/** Lets a long parse ask for more time: whoever limits it is told each time that a part of the work is done. */
export function onProgress(tell: Listener): void {
  listener = tell;
}

/** Says that a part of a long parse, such as a scanned page, is done. Does nothing where nobody listens. */
export function reportProgress(): void {
  listener?.();
}
