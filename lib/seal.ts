import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";

const version = "v1";
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a secret that has to be read again, such as a file's password or a provider's key, for storing in the database:
 * AES-256-GCM under a key derived from SECRETS_KEY, or else NEXTAUTH_SECRET (HKDF-SHA-256), with a fresh nonce. `purpose` is
 * authenticated with it: what was sealed for one doesn't open for another.
 */
export function sealSecret(secret: string, purpose: string): string {
  const iv = randomBytes(ivBytes);
  const [key] = sealingKeys();
  if (!key) throw new AppError("internal", { message: "NEXTAUTH_SECRET is not set: no secret can be kept" });
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return `${version}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** The secret again. Throws `internal` where it was sealed under another key or for another purpose, or was changed. */
export function openSecret(sealed: string, purpose: string): string {
  const [givenVersion, body = ""] = sealed.split(".");
  let cause: unknown = new Error(`sealed by version ${givenVersion}`);
  for (const key of givenVersion === version ? sealingKeys() : []) {
    try {
      return open(Buffer.from(body, "base64url"), key, purpose);
    } catch (error) {
      cause = error;
    }
  }
  throw new AppError("internal", {
    cause,
    message: "a stored secret can't be opened: was SECRETS_KEY or NEXTAUTH_SECRET changed?",
  });
}

function open(bytes: Buffer, key: Buffer, purpose: string): string {
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
}

/** A secret of its own for each purpose, 256 bits fit for a URL, always the same under the same key. Never the key itself. */
export function deriveSecret(purpose: string): string {
  const { SECRETS_KEY, NEXTAUTH_SECRET } = env();
  const key = SECRETS_KEY ?? NEXTAUTH_SECRET;
  if (!key)
    throw new AppError("internal", { message: "NEXTAUTH_SECRET is not set: no secret can be derived" });
  return Buffer.from(hkdfSync("sha256", key, "", `lectern derived secret: ${purpose}`, 32)).toString(
    "base64url",
  );
}

/** The key to seal under first, then that under which secrets were sealed before SECRETS_KEY was set. */
function sealingKeys(): Buffer[] {
  const { SECRETS_KEY, NEXTAUTH_SECRET } = env();
  return [SECRETS_KEY, NEXTAUTH_SECRET].flatMap((secret) =>
    secret ? [Buffer.from(hkdfSync("sha256", secret, "", "lectern sealed secrets", 32))] : [],
  );
}
