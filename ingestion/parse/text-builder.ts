import type { Element } from "./element.ts";

type NewElement = Omit<Element, "start" | "end" | "headerEnd"> & { text: string; headerLength?: number };

/** Writes a document's text from its elements, a blank line between them, and keeps where each stands. */
export class TextBuilder {
  text = "";
  readonly elements: Element[] = [];

  /** Appends an element and returns where it starts; one without visible text is left out, as null. */
  add({ text, headerLength, ...element }: NewElement): number | null {
    const body = cleanText(text);
    if (!body.trim()) return null;
    if (this.text) this.text += "\n\n";
    const start = this.text.length;
    this.text += body;
    const headerEnd = headerLength === undefined ? {} : { headerEnd: start + headerLength };
    this.elements.push({ ...element, ...headerEnd, start, end: this.text.length });
    return start;
  }

  /** Takes the last element back, such as the heading of what turned out empty. */
  dropLast(): void {
    this.elements.pop();
    this.text = this.text.slice(0, this.elements.at(-1)?.end ?? 0);
  }

  /** Where the next element will start, which is where a page begins before anything of it is written. */
  get nextStart(): number {
    return this.text ? this.text.length + 2 : 0;
  }
}

/**
 * The text without what Postgres can't store: NUL becomes a space and unpaired surrogates U+FFFD, each as long as what it
 * replaces, so that offsets stay true.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", " ");
}
