"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";

interface CopyFieldProps {
  label: string;
  text: string;
  /** Shows the text on several lines as it stands: a command. */
  isCode?: boolean;
}

/** Text to take away, with a button that copies it. Where the browser refuses, the text can still be selected. */
export function CopyField({ label, text, isCode = false }: CopyFieldProps) {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
    setTimeout(() => setOutcome(null), 3000);
  };

  return (
    <div className="grid min-w-0 gap-1.5">
      <div className="flex items-center justify-between gap-3">
        <span className="text-[13px] font-medium">{label}</span>
        <Button variant="outline" size="sm" aria-label={`Copy: ${label}`} onClick={copy}>
          {outcome === "copied" ? <Check /> : <Copy />}
          {outcome === "copied" ? "Copied" : "Copy"}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls sideways must be reachable by keyboard */}
      <pre
        tabIndex={0}
        className={`rounded-md border bg-muted px-3 py-2 font-mono text-[13px] leading-relaxed select-all ${
          isCode ? "overflow-x-auto" : "break-all whitespace-pre-wrap"
        }`}
      >
        {text}
      </pre>
      <p role="status" className="text-[13px] text-muted-foreground empty:hidden">
        {outcome === "refused" ? "The browser doesn't allow copying here. Select the text and copy it." : null}
      </p>
    </div>
  );
}
