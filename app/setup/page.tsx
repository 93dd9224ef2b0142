import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthPage } from "@/components/chat/auth-page";
import { isSetupOpen } from "@/db/installation";
import { defaultEmbeddingModel } from "@/lib/models/catalog";
import { localModels } from "@/lib/models/local/local-models";
import { SetupForm } from "./setup-form";

/** The address holds the setup token, which no page that is linked to may learn. */
export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

export default async function SetupPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  if (!(await isSetupOpen())) redirect("/login");
  const { token } = await searchParams;
  if (typeof token !== "string" || token === "") {
    return (
      <AuthPage
        title="Lectern isn't set up yet"
        description="Open the setup link that the terminal printed when Lectern was started. It holds a one-time token, so that only whoever runs the server can make the first admin."
      >
        <p className="rounded-lg bg-muted px-4 py-3 text-sm leading-relaxed text-muted-foreground">
          Can't find it? Stop Lectern and start it again: it prints a new link, and the old one stops working.
        </p>
      </AuthPage>
    );
  }
  return (
    <AuthPage title="Set up Lectern" description="Name your workspace and make its first admin: you.">
      <SetupForm token={token} upgradeBytes={upgradeBytes()} />
    </AuthPage>
  );
}

/** The size of the model that the models page offers for search by meaning; null where search has that already. */
function upgradeBytes(): number | null {
  if (defaultEmbeddingModel().provider !== "builtin") return null;
  return localModels.find(({ kind }) => kind === "embedding")?.byteSize ?? null;
}
