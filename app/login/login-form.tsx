"use client";

import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { describeSignInFailure } from "@/lib/admission/sign-in-failure";

/** Signs in by e-mail address and password, and through single sign-on where that is configured. */
export function LoginForm({
  nextPath,
  ssoName,
  failure: firstFailure,
}: {
  nextPath: string;
  ssoName: string | null;
  failure: string | null;
}) {
  const [failure, setFailure] = useState(firstFailure);
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setFailure(null);
    const credentials = { email: form.get("email"), password: form.get("password") };
    const result = await signIn("credentials", { ...credentials, redirect: false }).catch(() => undefined);
    if (result?.ok) {
      window.location.assign(nextPath);
      return;
    }
    setFailure(describeSignInFailure(result?.error ?? "unavailable"));
    setIsBusy(false);
  };

  return (
    <div className="grid gap-5">
      {failure && <Alert variant="destructive">{failure}</Alert>}
      <form onSubmit={submit} className="grid gap-4">
        <Field label="E-mail address">
          {(control) => (
            <Input
              {...control}
              name="email"
              type="email"
              autoComplete="username"
              required
              autoFocus
              className="h-10"
            />
          )}
        </Field>
        <Field label="Password">
          {(control) => (
            <Input
              {...control}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              className="h-10"
            />
          )}
        </Field>
        <Button type="submit" size="lg" className="mt-1" isLoading={isBusy}>
          Sign in
        </Button>
      </form>
      {ssoName && (
        <>
          <div className="flex items-center gap-3 text-xs text-muted-foreground">
            <span className="h-px flex-1 bg-border" />
            or
            <span className="h-px flex-1 bg-border" />
          </div>
          <Button variant="outline" size="lg" onClick={() => void signIn("oidc", { callbackUrl: nextPath })}>
            Continue with {ssoName}
          </Button>
        </>
      )}
    </div>
  );
}
