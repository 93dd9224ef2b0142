import { readOrigin } from "../read-origin.ts";
import type { Pdf } from "./open-pdf.ts";

export interface PdfProperties {
  /** As it stands; empty where there's none. */
  statedTitle: string;
  author?: string | null;
  datedAt?: string | null;
}

/**
 * What the file says of itself, in its information dictionary or its XMP. It bears the date on which it was made: it's changed
 * afterwards by what signs, shrinks or stamps it.
 */
export async function readProperties(pdf: Pdf): Promise<PdfProperties> {
  const read = await pdf.getMetadata().catch(() => null);
  const info = (read?.info ?? {}) as Record<string, unknown>;
  const inInfo = (key: string) => (typeof info[key] === "string" ? info[key] : "");
  const inXmp = (key: string) =>
    [read?.metadata?.get(key) as unknown].flat().filter((value) => typeof value === "string");
  const author = inInfo("Author");
  return {
    statedTitle: inInfo("Title"),
    ...readOrigin({
      authors: author ? [author] : inXmp("dc:creator"),
      dates: [
        inInfo("CreationDate"),
        ...inXmp("xmp:createdate"),
        inInfo("ModDate"),
        ...inXmp("xmp:modifydate"),
      ],
    }),
  };
}
