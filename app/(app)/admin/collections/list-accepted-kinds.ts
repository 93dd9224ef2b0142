import type { AcceptedKind } from "@/components/documents/upload/accepted-types";
import { mediaTypes } from "@/lib/media-types";
import { documentKinds } from "@/lib/search";

/** Every kind of file that may be uploaded, with its endings: for the page to say so, and for the browser's picker. */
export function listAcceptedKinds(): AcceptedKind[] {
  const types = Object.values(mediaTypes);
  return documentKinds.flatMap((kind) => {
    const extensions = types.filter((type) => type.kind === kind).flatMap((type) => type.extensions);
    return extensions.length > 0 ? [{ kind, extensions }] : [];
  });
}
