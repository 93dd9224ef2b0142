import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";

const version = "v1";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a secret that has to be read again, such as a file's password or a bucket's key, for storing in the database:
 * AES-256-GCM under a key derived from NEXTAUTH_SECRET (HKDF-SHA-256), with a fresh nonce. `purpose` is authenticated with it:
 * what was sealed for one doesn't open for another.
 */
export function sealSecret(secret: string, purpose: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return `${version}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** The secret again. Throws `internal` where it was sealed under another key or for another purpose, or was changed. */
export function openSecret(sealed: string, purpose: string): string {
  try {
    const [givenVersion, body = ""] = sealed.split(".");
    if (givenVersion !== version) throw new Error(`sealed by version ${givenVersion}`);
    const bytes = Buffer.from(body, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(), bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw new AppError("internal", {
      cause,
      message: "a stored secret can't be opened: was NEXTAUTH_SECRET changed?",
    });
  }
}

function sealingKey(): Buffer {
  const { NEXTAUTH_SECRET } = env();
  if (!NEXTAUTH_SECRET)
    throw new AppError("internal", { message: "NEXTAUTH_SECRET is not set: no secret can be kept" });
  return Buffer.from(hkdfSync("sha256", NEXTAUTH_SECRET, "", "lectern sealed secrets", 32));
}
