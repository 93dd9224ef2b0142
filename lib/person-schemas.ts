import { z } from "zod";

export const passwordCharsMin = 8;

/** An e-mail address as it is stored and compared: trimmed, lower case. */
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email("Enter an e-mail address."));

/** A new password. Long ones are welcome, up to a length that still is no attack on the hash function. */
export const newPasswordSchema = z
  .string()
  .min(passwordCharsMin, `The password needs at least ${passwordCharsMin} characters.`)
  .max(1000, "The password has more than 1000 characters.");

/** A password as somebody types it to sign in: whatever they chose. */
export const passwordSchema = z.string().min(1, "Enter your password.").max(1000);

export const personNameSchema = z.string().trim().min(1, "Enter a name.").max(100);

export const tenantNameSchema = z.string().trim().min(1, "Enter a name.").max(100);
