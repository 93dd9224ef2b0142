import type { Statement } from "./prefaced-query.ts";

/**
 * Holds documents until the transaction ends, so that none goes while what rests on it is written. Where one is gone already, it
 * fails and nothing that travels with it happens: `isDocumentGone` tells.
 */
export const holdingDocuments = (ids: string[]): Statement => ({
  text: "SELECT lectern_hold_documents($1::uuid[])",
  values: [`{${[...new Set(ids)].join(",")}}`],
});

/** Set by `lectern_hold_documents` in the migrations. */
const documentGone = "LE001";

export const isDocumentGone = (error: unknown) => (error as { code?: unknown })?.code === documentGone;
