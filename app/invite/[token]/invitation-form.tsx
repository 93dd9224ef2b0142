"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import useSWR from "swr";
import { type ApiRequestError, apiRequest, messageOf } from "@/components/admin/api-request";
import { AuthPage } from "@/components/chat/auth-page";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { passwordCharsMin } from "@/lib/person-schemas";
import type { Role } from "@/lib/turn";

interface InvitationView {
  email: string;
  role: Role;
  tenantName: string;
  hasAccount: boolean;
  isSignedIn: boolean;
}

const roleNames: Record<Role, string> = { owner: "an owner", admin: "an admin", member: "a member" };

/** Shows what an invitation is for and accepts it: with a new account, or with the one that its person has. */
export function InvitationForm({ token }: { token: string }) {
  const url = `/api/invitations/${encodeURIComponent(token)}/accept`;
  const { data: invitation, error } = useSWR<InvitationView, ApiRequestError>(url, apiRequest, {
    revalidateOnFocus: false,
    shouldRetryOnError: false,
  });

  if (error) {
    return (
      <AuthPage title="This invitation can't be used" description={error.message}>
        <Button asChild variant="outline" size="lg">
          <Link href="/login">Go to the sign-in page</Link>
        </Button>
      </AuthPage>
    );
  }
  if (!invitation) {
    return (
      <AuthPage title="Your invitation">
        <div role="status" className="grid gap-4">
          <span className="sr-only">Loading the invitation</span>
          <Skeleton className="h-10" />
          <Skeleton className="h-10" />
          <Skeleton className="h-11" />
        </div>
      </AuthPage>
    );
  }
  const { tenantName, role, email } = invitation;
  return (
    <AuthPage
      title={`Join ${tenantName}`}
      description={
        <>
          You have been invited as {roleNames[role]}, under <span className="text-foreground">{email}</span>.
        </>
      }
    >
      <AcceptForm url={url} invitation={invitation} />
    </AuthPage>
  );
}

function AcceptForm({ url, invitation }: { url: string; invitation: InvitationView }) {
  const { hasAccount, isSignedIn, email } = invitation;
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => (form.has(name) ? String(form.get(name)) : undefined);
    setIsBusy(true);
    setFailure(null);
    try {
      await apiRequest(url, { body: { name: text("name"), password: text("password") } });
      window.location.assign("/");
    } catch (error) {
      setFailure(messageOf(error));
      setIsBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="grid gap-4">
      {failure && <Alert variant="destructive">{failure}</Alert>}
      <input type="hidden" name="email" value={email} autoComplete="username" />
      {!hasAccount && (
        <Field label="Your name">
          {(control) => (
            <Input
              {...control}
              name="name"
              required
              maxLength={100}
              autoComplete="name"
              autoFocus
              className="h-10"
            />
          )}
        </Field>
      )}
      {!isSignedIn && (
        <Field
          label="Password"
          hint={
            hasAccount
              ? "You have an account already: give its password."
              : `At least ${passwordCharsMin} characters.`
          }
        >
          {(control) => (
            <Input
              {...control}
              name="password"
              type="password"
              required
              minLength={hasAccount ? undefined : passwordCharsMin}
              autoComplete={hasAccount ? "current-password" : "new-password"}
              className="h-10"
            />
          )}
        </Field>
      )}
      <Button type="submit" size="lg" className="mt-1" isLoading={isBusy}>
        {hasAccount ? "Accept the invitation" : "Create account and join"}
      </Button>
    </form>
  );
}
