import type { Element } from "../parse/element.ts";
import type { TextMeasure } from "./measure-text.ts";

/** A heading with what follows up to the next heading, or several short ones of these. */
export interface Section {
  start: number;
  end: number;
  tokens: number;
  /** Labels of the headings above it, outermost first. */
  path: string[];
  level: number;
  hasBody: boolean;
  elements: Element[];
}

/** A document's sections in order, short ones merged. */
export function findSections(
  elements: Element[],
  measure: TextMeasure["measure"],
  limits: { tokensMin: number; tokensMax: number },
): Section[] {
  return mergeShort(toSections(elements, measure), limits, measure);
}

function toSections(elements: Element[], measure: TextMeasure["measure"]): Section[] {
  const sections: Section[] = [];
  let path: { level: number; label: string }[] = [];
  for (const element of elements) {
    const isHeading = element.kind === "heading";
    const last = sections.at(-1);
    if (!isHeading && last) {
      last.elements.push(element);
      last.end = element.end;
      last.hasBody = true;
      continue;
    }
    const level = isHeading ? (element.level ?? 1) : 0;
    if (isHeading)
      path = [...path.filter((above) => above.level < level), { level, label: element.label ?? "" }];
    sections.push({
      start: element.start,
      end: element.end,
      tokens: 0,
      path: path.map(({ label }) => label).filter(Boolean),
      level,
      hasBody: !isHeading,
      elements: [element],
    });
  }
  for (const section of sections) section.tokens = measure(section.start, section.end);
  return sections;
}

/**
 * A section that is short, or only a heading, goes with the next one, unless that begins a higher part; the last short one
 * of a part goes with the one before. Nothing is merged beyond `tokensMax`. What is merged stands under what its parts have in
 * common.
 */
function mergeShort(
  sections: Section[],
  { tokensMin, tokensMax }: { tokensMin: number; tokensMax: number },
  measure: TextMeasure["measure"],
): Section[] {
  const merged: Section[] = [];
  const isShort = (section: Section) => section.tokens < tokensMin || !section.hasBody;
  for (const [i, section] of sections.entries()) {
    const last = merged.at(-1);
    const next = sections[i + 1];
    const isLastOfPart = !next || next.level < section.level;
    const goesBack =
      last && ((isShort(last) && section.level >= last.level) || (isShort(section) && isLastOfPart));
    const tokens = goesBack ? measure(last.start, section.end) : 0;
    // A bare heading belongs to its text even where that has to be cut.
    if (goesBack && (tokens <= tokensMax || !last.hasBody)) {
      last.path = last.hasBody ? commonPath(last.path, section.path) : section.path;
      last.end = section.end;
      last.tokens = tokens;
      last.hasBody ||= section.hasBody;
      for (const element of section.elements) last.elements.push(element);
    } else merged.push({ ...section, elements: [...section.elements] });
  }
  return merged;
}

function commonPath(a: string[], b: string[]): string[] {
  const differs = a.findIndex((label, i) => label !== b[i]);
  return differs < 0 ? a : a.slice(0, differs);
}
