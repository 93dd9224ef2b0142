import { apiRequestError } from "@/components/admin/api-request";
import type { UploadLane } from "@/lib/document";

/** A file on its way, and what the server has to know of it. */
export interface FileToSend {
  file: File;
  collectionId: string;
  lane: UploadLane;
  /** Where it came from: the same place later is a new version of it. */
  sourceKey: string | null;
  /** The document of which it is a new version. */
  replacesId: string | null;
  /** The file's own. */
  password: string | null;
}

/** What became of a file that the server took: a new document, or the one that has had the same bytes all along. */
export interface SentFile {
  documentId: string;
  isDuplicate: boolean;
}

export type SendFile = (
  sending: FileToSend,
  options: { onProgress: (sentShare: number) => void; signal: AbortSignal },
) => Promise<SentFile>;

/**
 * Posts one file to a collection, telling how much of it (0 to 1) is on its way. XMLHttpRequest, because `fetch` can't
 * tell. Throws ApiRequestError when the server refuses the file, and the signal's reason when it is aborted.
 */
export const sendFile: SendFile = (sending, { onProgress, signal }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);

    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onabort = () => reject(signal.reason);
    request.onerror = () => reject(apiRequestError(0, "", null));
    request.onload = () => {
      if (request.status < 200 || request.status > 299) {
        reject(
          apiRequestError(request.status, request.responseText, request.getResponseHeader("retry-after")),
        );
        return;
      }
      const body = JSON.parse(request.responseText) as { id: string; duplicate?: boolean };
      resolve({ documentId: body.id, isDuplicate: body.duplicate === true });
    };
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.open("POST", "/api/v1/documents");
    request.send(formOf(sending));
  });

/** The file goes last: the server reads the parts in order and wants to know the rest before the bytes come. */
function formOf({ file, collectionId, lane, sourceKey, replacesId, password }: FileToSend): FormData {
  const form = new FormData();
  form.append("collection", collectionId);
  form.append("lane", lane);
  if (sourceKey !== null) form.append("sourceKey", sourceKey);
  if (replacesId !== null) form.append("replaces", replacesId);
  if (password !== null) form.append("password", password);
  form.append("file", file, file.name);
  return form;
}
