"use client";

import { memo } from "react";
import { Streamdown } from "streamdown";
import { markQuote } from "@/components/chat/mark-answer";
import { markdownElements, rehypePlugins } from "@/components/chat/markdown-elements";

/** A source's Markdown, rendered as safely as an answer's; `quote` is marked where it is given. */
export const SourceMarkdown = memo(function SourceMarkdown({
  text,
  quote,
}: {
  text: string;
  /** Offsets into the text. */
  quote: { start: number; end: number } | null;
}) {
  return (
    <Streamdown
      className="reading text-[1rem]"
      // In one piece: a quote may run over several paragraphs.
      mode="static"
      rehypePlugins={rehypePlugins}
      components={markdownElements}
      controls={false}
    >
      {quote ? markQuote(text, quote.start, quote.end) : text}
    </Streamdown>
  );
});
