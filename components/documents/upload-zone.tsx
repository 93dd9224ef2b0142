"use client";

import { FolderUp, Upload as UploadIcon } from "lucide-react";
import { useEffect, useRef } from "react";
import { useDropzone } from "react-dropzone";
import { formatBytes } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/utils";

/** What the picker offers. Anything can be dropped: the server says what it can't read, file by file. */
const pickable = ".pdf,.docx,.md,.markdown,.txt,.html,.htm";

interface UploadZoneProps {
  bytesMax: number;
  onFiles: (files: File[]) => void;
}

/** Takes files: dropped (folders too), picked, pasted, or as a whole folder. */
export function UploadZone({ bytesMax, onFiles }: UploadZoneProps) {
  const folderInput = useRef<HTMLInputElement>(null);
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    onDrop: (files) => onFiles(files),
    noClick: true,
    noKeyboard: true,
  });

  // React knows no such attribute.
  useEffect(() => folderInput.current?.setAttribute("webkitdirectory", ""), []);

  return (
    <div
      {...getRootProps()}
      className={cn(
        "flex flex-col items-center gap-3 rounded-lg border border-dashed border-input bg-card px-4 py-6 text-center transition-colors",
        isDragActive && "border-solid border-primary bg-accent text-accent-foreground",
      )}
    >
      <input {...getInputProps({ accept: pickable, "aria-label": "Files to upload" })} />
      <input
        ref={folderInput}
        type="file"
        multiple
        hidden
        aria-label="Folder to upload"
        onChange={(event) => {
          onFiles(visibleFiles(event.target.files));
          event.target.value = "";
        }}
      />
      <p className="text-sm">
        {isDragActive ? "Let go to upload" : "Drop files or folders here"}
        <span className="block text-[13px] text-muted-foreground">
          PDF, Word, Markdown, text or HTML, up to {formatBytes(bytesMax)} each
        </span>
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button onClick={open}>
          <UploadIcon />
          Choose files
        </Button>
        <Button variant="outline" onClick={() => folderInput.current?.click()}>
          <FolderUp />
          Choose a folder
        </Button>
      </div>
    </div>
  );
}

/** A folder's files without those that the system hides: .DS_Store and the like. */
function visibleFiles(files: FileList | null): File[] {
  return [...(files ?? [])].filter((file) => !file.name.startsWith(".") && file.name !== "Thumbs.db");
}
