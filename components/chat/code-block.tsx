"use client";

import { Children, type ComponentProps, isValidElement, type ReactNode } from "react";
import type { ExtraProps } from "streamdown";
import { CopyButton } from "./copy-button";

/** A block of code with its language and a button to copy it. */
export function CodeBlock({ children }: ComponentProps<"pre"> & ExtraProps) {
  const code = Children.toArray(children).find((child) =>
    isValidElement<{ className?: string; children?: ReactNode }>(child),
  );
  const language = /language-(\S+)/.exec(code?.props.className ?? "")?.[1];
  return (
    <div className="overflow-hidden rounded-lg border bg-card font-sans">
      <div className="flex h-9 items-center justify-between border-b bg-muted pr-1 pl-3.5 text-xs text-muted-foreground">
        <span>{language ?? "text"}</span>
        <CopyButton text={() => textOf(children).trimEnd()} label="Copy code" className="size-7" />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
        tabIndex={0}
        className="fades-sideways max-h-120 overflow-auto rounded-b-lg p-3.5 font-mono text-[13px] leading-relaxed focus-visible:-outline-offset-2"
      >
        {children}
      </pre>
    </div>
  );
}

function textOf(node: ReactNode): string {
  if (typeof node === "string" || typeof node === "number") return String(node);
  if (Array.isArray(node)) return node.map(textOf).join("");
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : "";
}
