import { getDocumentProxy } from "unpdf";
import { AppError } from "../../../lib/errors.ts";

export type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<Pdf["getPage"]>>;

/** pdf.js's level for errors only; its warnings are about drawing. */
const quiet = 0;

/**
 * The file, opened by pdf.js for its text: pictures aren't decoded, which would take most of the time. `bytes` are copied, since
 * pdf.js takes over what it's given. Throws `encrypted_file` where it needs a password and there's none, `wrong_password` where
 * that doesn't open it, and `corrupt_file`.
 */
export async function openPdf(bytes: Buffer, password?: string): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: quiet, password, maxImageSize: 0 });
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === "PasswordException";
    throw new AppError(isLocked ? (password ? "wrong_password" : "encrypted_file") : "corrupt_file", {
      cause,
    });
  }
}
