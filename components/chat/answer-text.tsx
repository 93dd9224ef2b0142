"use client";

import type { ComponentProps, JSX } from "react";
import { memo, useMemo } from "react";
import { type Components, defaultRehypePlugins, type ExtraProps, Streamdown } from "streamdown";
import type { Citation, SentenceVerdict } from "@/lib/turn";
import { CiteMark } from "./cite-mark";
import { CodeBlock } from "./code-block";
import { markAnswer } from "./mark-answer";
import { rehypeMarks } from "./rehype-marks";
import { UnsupportedNote } from "./unsupported-note";

/**
 * Without rehype-raw, HTML in an answer stays the text that it is; the sanitizer then drops every URL with a scheme that
 * could run. The marks come last, because the sanitizer knows nothing of them.
 */
const rehypePlugins = [defaultRehypePlugins.sanitize, rehypeMarks].filter((plugin) => plugin !== undefined);

/** The element itself, in place of Streamdown's styled one: `.reading` has the look. */
function bare<Tag extends keyof JSX.IntrinsicElements>(tag: Tag) {
  const Element = tag as "div";
  return function Bare({ node: _, ...props }: ExtraProps & { children?: React.ReactNode }) {
    return <Element {...props} />;
  };
}

/** Answers stand below the page's own headings. */
const components: Components = {
  h1: bare("h3"),
  h2: bare("h4"),
  h3: bare("h5"),
  h4: bare("h6"),
  h5: bare("h6"),
  h6: bare("h6"),
  p: bare("p"),
  ul: bare("ul"),
  ol: bare("ol"),
  li: bare("li"),
  blockquote: bare("blockquote"),
  hr: bare("hr"),
  strong: bare("strong"),
  sup: bare("sup"),
  sub: bare("sub"),
  thead: bare("thead"),
  tbody: bare("tbody"),
  tr: bare("tr"),
  th: bare("th"),
  td: bare("td"),
  section: bare("section"),
  code: bare("code"),
  pre: CodeBlock,
  a: AnswerLink,
  img: AnswerImage,
  table: AnswerTable,
  "cite-mark": CiteMark,
  "unsupported-span": UnsupportedSpan,
  "unsupported-note": UnsupportedNote,
};

/**
 * An answer's Markdown, rendered as it streams in: headings, lists, tables, code, links to the web. Whatever the model
 * writes, no HTML of its is used, nothing is loaded from elsewhere and no script runs.
 */
export const AnswerText = memo(function AnswerText({
  text,
  citations,
  verdicts,
  isStreaming,
}: {
  text: string;
  citations: Citation[];
  verdicts: SentenceVerdict[];
  isStreaming: boolean;
}) {
  const marked = useMemo(() => markAnswer(text, citations, verdicts), [text, citations, verdicts]);
  return (
    <Streamdown
      className="reading space-y-0"
      mode="streaming"
      parseIncompleteMarkdown={isStreaming}
      rehypePlugins={rehypePlugins}
      components={components}
      controls={false}
    >
      {marked}
    </Streamdown>
  );
});

const linkSchemes = /^(?:https?|mailto):/i;

/** A link out, opened in its own tab and told nothing about where it was clicked. Others become plain text. */
function AnswerLink({ node: _, href, children, ...props }: ComponentProps<"a"> & ExtraProps) {
  if (!href || !linkSchemes.test(href)) return <span>{children}</span>;
  return (
    <a {...props} className={undefined} href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {children}
    </a>
  );
}

/** Loading an image would tell its server who reads what, so its description stands in for it. */
function AnswerImage({ alt }: ComponentProps<"img"> & ExtraProps) {
  return <span className="text-muted-foreground italic">[Image{alt ? `: ${alt}` : ""}]</span>;
}

/** A table in a frame that scrolls sideways. */
function AnswerTable({ children }: ComponentProps<"table"> & ExtraProps) {
  return (
    <section
      aria-label="Table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-lg border bg-card"
    >
      <table>{children}</table>
    </section>
  );
}

/** Text of a sentence that its source doesn't support. UnsupportedNote, behind the sentence, says so in words. */
function UnsupportedSpan({ children }: { children?: React.ReactNode }) {
  return <span className="unsupported">{children}</span>;
}
