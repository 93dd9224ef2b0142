"use client";

import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";

/** What the API reads of a body. */
const fileBytesMax = 1024 * 1024;

interface Imported {
  id: string;
  questionCount: number;
  unknownDocuments: string[];
}

/** Makes a set of an exported file. What is wrong with a file is said where the set would be. */
export function ImportButton({
  onImported,
  onFailure,
}: {
  onImported: (imported: Imported) => Promise<void>;
  onFailure: (reason: string | null) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setIsBusy] = useState(false);

  const read = async (file: File) => {
    setIsBusy(true);
    onFailure(null);
    try {
      if (file.size > fileBytesMax) throw new FileFault("is larger than 1 MB.");
      const imported = await apiRequest<Imported>("/api/evaluation-sets/import", { body: await parse(file) });
      toast.success(`${formatPlural(imported.questionCount, "question")} imported.`);
      await onImported(imported);
    } catch (thrown) {
      onFailure(thrown instanceof FileFault ? `“${file.name}” ${thrown.message}` : messageOf(thrown));
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="Set to import"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void read(file);
          event.target.value = "";
        }}
      />
      <Button variant="outline" isLoading={isBusy} onClick={() => input.current?.click()}>
        <Upload />
        Import
      </Button>
    </>
  );
}

/** Something is wrong with the file before it's sent. */
class FileFault extends Error {}

async function parse(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new FileFault("isn't JSON.");
  }
}
