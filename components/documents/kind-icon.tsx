import {
  Archive,
  Braces,
  FileCode,
  FileText,
  FileType,
  Globe,
  Image as ImageIcon,
  type LucideIcon,
  Mail,
  NotebookText,
  Presentation,
  Table2,
} from "lucide-react";
import { kindNames } from "@/lib/filter-labels";
import type { DocumentKind } from "@/lib/search";

const icons: Record<DocumentKind, LucideIcon> = {
  pdf: FileText,
  "text-document": FileType,
  slides: Presentation,
  sheet: Table2,
  "web-page": Globe,
  "plain-text": NotebookText,
  data: Braces,
  code: FileCode,
  mail: Mail,
  image: ImageIcon,
  archive: Archive,
};

/** A file's type as a small picture, with its name on hover. */
export function KindIcon({ kind }: { kind: DocumentKind | undefined }) {
  const Icon = icons[kind ?? "plain-text"];
  return (
    <span title={kind && kindNames[kind]} className="inline-flex shrink-0 text-muted-foreground">
      <Icon aria-hidden className="size-4" strokeWidth={1.75} />
    </span>
  );
}
