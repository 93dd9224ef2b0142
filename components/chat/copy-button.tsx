"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Button, type ButtonProps } from "@/components/ui/button";
import { copyToClipboard } from "./copy-to-clipboard";

/** Copies what `text` gives when it is clicked, and shows that it did. `label` is its name and its tooltip's words. */
export function CopyButton({
  text,
  label,
  ...props
}: { text: () => string; label: string } & Omit<ButtonProps, "onClick" | "children">) {
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    if (await copyToClipboard(text())) setIsCopied(true);
    else toast.error("The browser doesn't allow copying here.");
  };

  return (
    <Button variant="ghost" size="icon-sm" aria-label={isCopied ? "Copied" : label} onClick={copy} {...props}>
      {isCopied ? <Check className="text-success" /> : <Copy />}
    </Button>
  );
}
