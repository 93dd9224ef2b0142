import officeCrypto from "officecrypto-tool";
import { AppError } from "../../../lib/errors.ts";

const cfbSignature = Buffer.from("d0cf11e0a1b11ae1", "hex");

/** Whether bytes are an OLE compound file: what old Office files are, and what new ones with a password are put in. */
export const isCfb = (bytes: Buffer) => bytes.subarray(0, 8).equals(cfbSignature);

/**
 * An Office file's bytes, decrypted where they are encrypted. Throws `encrypted_file` without a password, `wrong_password`
 * with a wrong one, and `corrupt_file` for what can't be told apart from damage.
 */
export async function decryptOffice(bytes: Buffer, password: string | undefined): Promise<Buffer> {
  if (!isCfb(bytes)) return bytes;
  if (!(await isEncrypted(bytes))) return bytes;
  if (!password) throw new AppError("encrypted_file");
  try {
    return await officeCrypto.decrypt(bytes, { password });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(/password/i.test(message) ? "wrong_password" : "corrupt_file", { cause, message });
  }
}

async function isEncrypted(bytes: Buffer): Promise<boolean> {
  try {
    return await officeCrypto.isEncrypted(bytes);
  } catch (cause) {
    throw new AppError("corrupt_file", { cause });
  }
}
