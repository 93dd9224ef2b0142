"use client";

import { memo, type ReactNode, useMemo } from "react";
import { type Components, Streamdown } from "streamdown";
import type { Citation, Notice, SentenceVerdict } from "@/lib/turn";
import { CiteMark } from "./cite-mark";
import { markAnswer } from "./mark-answer";
import { markdownElements, rehypePlugins } from "./markdown-elements";
import { SeamLine } from "./seam-line";
import { UnsupportedNote } from "./unsupported-note";

const components: Components = {
  ...markdownElements,
  "cite-mark": CiteMark,
  "seam-line": SeamLine,
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
  seams,
  isStreaming,
}: {
  text: string;
  citations: Citation[];
  verdicts: SentenceVerdict[];
  seams?: Notice[];
  isStreaming: boolean;
}) {
  const marked = useMemo(
    () => markAnswer(text, citations, verdicts, seams),
    [text, citations, verdicts, seams],
  );
  return (
    <Streamdown
      className="reading"
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

/** Text of a sentence that its source doesn't support. UnsupportedNote, behind the sentence, says so in words. */
function UnsupportedSpan({ children }: Record<string, unknown>) {
  return <span className="unsupported">{children as ReactNode}</span>;
}
