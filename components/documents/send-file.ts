import { apiRequestError } from "@/components/admin/api-request";

/** What became of a file that the server took: a new document, or the one that has had the same bytes all along. */
export interface SentFile {
  documentId: string;
  isDuplicate: boolean;
}

export type SendFile = (
  file: File,
  collectionId: string,
  options: { onProgress: (sentShare: number) => void; signal: AbortSignal },
) => Promise<SentFile>;

/**
 * Posts one file to a collection, telling how much of it (0 to 1) is on its way. XMLHttpRequest, because `fetch` can't
 * tell. Throws ApiRequestError when the server refuses the file, and the signal's reason when it is aborted.
 */
export const sendFile: SendFile = (file, collectionId, { onProgress, signal }) =>
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

    // The collection goes first: the server reads the parts in order and wants to know it before the bytes come.
    const form = new FormData();
    form.append("collection", collectionId);
    form.append("file", file, file.name);
    request.open("POST", "/api/v1/documents");
    request.send(form);
  });
