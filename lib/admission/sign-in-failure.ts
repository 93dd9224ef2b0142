/** What the sign-in page says for the `error` in its address: our own codes, and next-auth's for what happens inside it. */
const messages = {
  CredentialsSignin: "The e-mail address or the password is wrong.",
  rate_limited: "Too many tries. Wait a quarter of an hour, then try again.",
  unavailable: "Signing in isn't possible right now. Try again in a moment.",
  oidc_email_unverified:
    "Your single sign-on account has no verified e-mail address, so it can't be used here.",
  oidc_not_invited: "Nobody has invited you to this Lectern yet. Ask an admin for an invitation.",
  OAuthSignin: "The single sign-on server can't be reached. Try again in a moment.",
  OAuthCallback: "Single sign-on didn't finish. Try again.",
  Callback: "Single sign-on didn't finish. Try again.",
} as const;

export type SignInFailure = keyof typeof messages;

/** A sentence for the code in `/login?error=…`, whatever it is: the address is anybody's to write. */
export function describeSignInFailure(code: string): string {
  return Object.hasOwn(messages, code)
    ? messages[code as SignInFailure]
    : "Signing in didn't work. Try again.";
}
