"use client";

import type { ComponentProps, ReactNode } from "react";
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

/**
 * Plain elements in place of Streamdown's styled ones: `.reading` has the look. Headings stand below the page's own.
 */
const components: Components = {
  h1: "h3",
  h2: "h4",
  h3: "h5",
  h4: "h6",
  h5: "h6",
  h6: "h6",
  p: "p",
  ul: "ul",
  ol: "ol",
  li: "li",
  blockquote: "blockquote",
  hr: "hr",
  strong: "strong",
  sup: "sup",
  sub: "sub",
  thead: "thead",
  tbody: "tbody",
  tr: "tr",
  th: "th",
  td: "td",
  section: "section",
  code: "code",
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
function UnsupportedSpan({ children }: Record<string, unknown>) {
  return <span className="unsupported">{children as ReactNode}</span>;
}
