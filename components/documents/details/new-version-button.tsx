"use client";

import { FilePlus2 } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import type { DocumentView } from "../document-view";
import { uploadQueue } from "../upload/uploads";

/** Sends a file in this document's place. The old version is found until the new one is ready. */
export function NewVersionButton({ document }: { document: DocumentView }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`New version of ${document.title}`}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          if (files.length > 0) uploadQueue.add(document.collectionId, files, document.id);
          event.target.value = "";
        }}
      />
      <Button variant="outline" size="sm" onClick={() => input.current?.click()}>
        <FilePlus2 />
        Upload new version
      </Button>
    </>
  );
}
