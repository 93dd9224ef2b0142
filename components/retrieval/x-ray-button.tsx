"use client";

import { ScanSearch } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";

/** Few answers are looked through, so it's loaded when the first is. */
const XRaySheet = dynamic(() => import("./x-ray-sheet").then((module) => module.XRaySheet));

/** Opens how an answer was found. */
export function XRayButton({ messageId }: { messageId: string }) {
  const [isOpen, setIsOpen] = useState<boolean | null>(null);
  return (
    <>
      <Tooltip content="How was this found?">
        <Button
          variant="ghost"
          size="icon-sm"
          className="text-muted-foreground hover:text-foreground"
          aria-label="How was this found?"
          onClick={() => setIsOpen(true)}
        >
          <ScanSearch />
        </Button>
      </Tooltip>
      {isOpen !== null && <XRaySheet messageId={messageId} open={isOpen} onOpenChange={setIsOpen} />}
    </>
  );
}
