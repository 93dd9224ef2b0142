import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthPage } from "@/components/chat/auth-page";
import { isSetupOpen } from "@/db/installation";
import { currentPrincipal, isOidcConfigured } from "@/lib/admission/session";
import { describeSignInFailure } from "@/lib/admission/sign-in-failure";
import { env } from "@/lib/env";
import { LoginForm } from "./login-form";
import { ownPath } from "./own-path";

export const metadata: Metadata = { title: "Sign in" };

interface LoginPageProps {
  searchParams: Promise<{ next?: string | string[]; error?: string | string[] }>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { next, error } = await searchParams;
  const nextPath = ownPath(next);
  if (await currentPrincipal()) redirect(nextPath);
  if (await isSetupOpen()) redirect("/setup");
  return (
    <AuthPage title="Sign in" description="Ask your documents, and see where each answer comes from.">
      <LoginForm
        nextPath={nextPath}
        ssoName={isOidcConfigured() ? env().OIDC_NAME : null}
        failure={typeof error === "string" ? describeSignInFailure(error) : null}
      />
    </AuthPage>
  );
}
