"use client";

import type { ComponentProps } from "react";
import { type Components, defaultRehypePlugins, type ExtraProps } from "streamdown";
import { isAllowedAddress } from "@/lib/is-allowed-address";
import { CodeBlock } from "./code-block";
import { rehypeMarks } from "./rehype-marks";
import { useShell } from "./shell-context";

/**
 * Without rehype-raw, HTML in the text stays the text that it is; the sanitizer then drops every URL with a scheme that
 * could run. The marks come last, because the sanitizer knows nothing of them.
 */
export const rehypePlugins = [defaultRehypePlugins.sanitize, rehypeMarks].filter(
  (plugin) => plugin !== undefined,
);

/** Plain elements in place of Streamdown's styled ones: `.reading` has the look. */
export const markdownElements: Components = {
  h1: LargeHeading,
  h2: LargeHeading,
  h3: MediumHeading,
  h4: SmallHeading,
  h5: SmallHeading,
  h6: SmallHeading,
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
  a: OutwardLink,
  img: NamedImage,
  table: ScrollingTable,
};

/*
 * Headings stand below the page's own, all on one level: a text that skips levels, or that is still being written, leaves no
 * gap in the page's outline.
 */
function LargeHeading({ children, dir }: ComponentProps<"h3"> & ExtraProps) {
  return (
    <h3 data-size="large" dir={dir}>
      {children}
    </h3>
  );
}

function MediumHeading({ children, dir }: ComponentProps<"h3"> & ExtraProps) {
  return <h3 dir={dir}>{children}</h3>;
}

function SmallHeading({ children, dir }: ComponentProps<"h3"> & ExtraProps) {
  return (
    <h3 data-size="small" dir={dir}>
      {children}
    </h3>
  );
}

/**
 * A link out, opened in its own tab and told nothing about where it was clicked, where the workspace allows its host. Of all others the
 * text stays, and the host unless the text names it: what a model writes into an address must not leave by a click.
 */
function OutwardLink({ href, title, children }: ComponentProps<"a"> & ExtraProps) {
  const { linkHosts } = useShell();
  if (href && isAllowedAddress(href, linkHosts))
    return (
      <a href={href} title={title} target="_blank" rel="noopener noreferrer nofollow ugc">
        {children}
      </a>
    );
  const host = /^https?:\/\/([^/?#@\s]+)(?:[/?#]|$)/i.exec(href ?? "")?.[1];
  const isNamed = !host || (typeof children === "string" && children.includes(host));
  return (
    <span>
      {children}
      {isNamed ? null : ` (${host})`}
    </span>
  );
}

/** Loading an image would tell its server who reads what, so its description stands in for it. */
function NamedImage({ alt }: ComponentProps<"img"> & ExtraProps) {
  return <span className="text-muted-foreground italic">[Image{alt ? `: ${alt}` : ""}]</span>;
}

/** A table in a frame that scrolls sideways, from its first column to its last. */
function ScrollingTable({ children, dir }: ComponentProps<"table"> & ExtraProps) {
  return (
    <section
      aria-label="Table"
      dir={dir}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
      tabIndex={0}
      className="fades-sideways overflow-x-auto rounded-lg border bg-card"
    >
      <table>{children}</table>
    </section>
  );
}
