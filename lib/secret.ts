import { createHash, randomBytes } from "node:crypto";

/**
 * What is stored of a random secret (API key, invitation, setup token): SHA-256, hex. A fast hash is enough because the
 * secrets are random and long; passwords are another matter, see hash-password.ts.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** A new one-time token, 256 bits, fit for a URL. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** A new API key, `lk_<prefix>_<secret>`: the prefix tells keys apart, the secret holds 192 bits. */
export function newApiKey(): string {
  return `lk_${randomBytes(4).toString("hex")}_${randomBytes(24).toString("hex")}`;
}

/** The part of a key that may be shown: everything before the secret, and never more than a third of a key of other make. */
export function apiKeyPrefix(key: string): string {
  return key.match(/^lk_[0-9a-f]{8}(?=_)/)?.[0] ?? key.slice(0, Math.min(8, Math.floor(key.length / 3)));
}
