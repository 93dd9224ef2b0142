"use client";

import { FolderUp, Upload as UploadIcon } from "lucide-react";
import { useEffect, useRef } from "react";
import { useDropzone } from "react-dropzone";
import { formatBytes } from "@/components/admin/format-figures";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/utils";
import { type AcceptedKind, AcceptedTypes } from "./accepted-types";
import { isHiddenFile } from "./file-path";

interface UploadZoneProps {
  accepted: AcceptedKind[];
  bytesMax: number;
  onFiles: (files: File[]) => void;
}

/**
 * Takes files: dropped (folders too), picked, or as a whole folder. Anything can be dropped: the server says what it can't
 * read, file by file.
 */
export function UploadZone({ accepted, bytesMax, onFiles }: UploadZoneProps) {
  const folderInput = useRef<HTMLInputElement>(null);
  const take = (files: readonly File[]) => {
    const visible = files.filter((file) => !isHiddenFile(file));
    if (visible.length > 0) onFiles(visible);
  };
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    onDrop: take,
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
      <input
        {...getInputProps({
          accept: accepted.flatMap(({ extensions }) => extensions).join(","),
          "aria-label": "Files to upload",
        })}
      />
      <input
        ref={folderInput}
        type="file"
        multiple
        hidden
        aria-label="Folder to upload"
        onChange={(event) => {
          take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <div className="text-sm text-balance">
        {isDragActive ? "Let go to upload" : "Drop files or folders here"}
        <AcceptedTypes accepted={accepted} limit={formatBytes(bytesMax)} />
      </div>
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
