"use client";

import { type FormEvent, useState } from "react";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatBytes } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { passwordCharsMin } from "@/lib/person-schemas";

/**
 * Makes the first workspace and its owner, then leads to the chat, signed in. `upgradeBytes` is the size of the model that would
 * let search go by meaning, null where it does.
 */
export function SetupForm({ token, upgradeBytes }: { token: string; upgradeBytes: number | null }) {
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [hasSample, setHasSample] = useState(true);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    setIsBusy(true);
    setFailure(null);
    try {
      await apiRequest("/api/setup", {
        body: {
          token,
          tenantName: text("tenantName"),
          name: text("name"),
          email: text("email"),
          password: text("password"),
          sample: hasSample,
        },
      });
      window.location.assign("/");
    } catch (error) {
      setFailure(messageOf(error));
      setIsBusy(false);
    }
  };

  return (
    <form onSubmit={submit} className="grid gap-4">
      {failure && <Alert variant="destructive">{failure}</Alert>}
      <Field label="Workspace" hint="Your company or team.">
        {(control) => (
          <Input
            {...control}
            name="tenantName"
            required
            maxLength={100}
            autoComplete="organization"
            autoFocus
            className="h-10"
          />
        )}
      </Field>
      <Field label="Your name">
        {(control) => (
          <Input {...control} name="name" required maxLength={100} autoComplete="name" className="h-10" />
        )}
      </Field>
      <Field label="E-mail address">
        {(control) => (
          <Input {...control} name="email" type="email" required autoComplete="username" className="h-10" />
        )}
      </Field>
      <Field label="Password" hint={`At least ${passwordCharsMin} characters.`}>
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            required
            minLength={passwordCharsMin}
            autoComplete="new-password"
            className="h-10"
          />
        )}
      </Field>
      <div className="flex items-start gap-3 rounded-lg border bg-card p-3.5">
        <Checkbox
          id="sample"
          className="mt-px"
          checked={hasSample}
          onCheckedChange={(checked) => setHasSample(checked === true)}
          aria-describedby="sample-note"
        />
        <div>
          <Label htmlFor="sample">Add a sample collection</Label>
          <p id="sample-note" className="mt-0.5 text-[13px] leading-snug text-muted-foreground">
            A few short documents, so that you can ask your first question right away. Delete it whenever you
            like.
          </p>
        </div>
      </div>
      {upgradeBytes === null ? null : (
        <p className="text-[13px] leading-snug text-muted-foreground">
          Search goes by words and their parts at first. Under Models you can then fetch a model that finds by
          meaning, {formatBytes(upgradeBytes)}, with one click.
        </p>
      )}
      <Button type="submit" size="lg" className="mt-1" isLoading={isBusy}>
        Create the workspace
      </Button>
    </form>
  );
}
