"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { apiRequest } from "./api-request";
import { formatPlural } from "./format-figures";
import type { ProviderCheck, ProviderRow } from "./models-view";
import type { ProviderDraft } from "./provider-draft";
import { useSubmit } from "./use-submit";

interface ProviderConnectionProps {
  provider: ProviderRow | null;
  draft: ProviderDraft;
  onChange: (part: Partial<ProviderDraft>) => void;
  /** Told the models that a test finds. */
  onFound: (names: string[]) => void;
}

/** Where a provider is, its key, and a test of both. */
export function ProviderConnection({ provider, draft, onChange, onFound }: ProviderConnectionProps) {
  const { kind, baseUrl, key, residency } = draft;
  const isOwnServer = kind === "openai-compatible";
  const hasMoved = provider !== null && (provider.baseUrl ?? "") !== baseUrl.trim();
  const [check, setCheck] = useState<ProviderCheck | null>(null);
  const { isBusy, failure, submit } = useSubmit();

  const test = () =>
    submit(async () => {
      setCheck(null);
      // The stored key goes to the stored address alone, and only the server knows it.
      const asStored = provider !== null && !hasMoved && key.trim() === "";
      const body = { kind, baseUrl: baseUrl.trim() || null, key: key.trim() || null };
      const result = asStored
        ? await apiRequest<ProviderCheck>(`/api/model-providers/${provider.id}/check`, { method: "POST" })
        : await apiRequest<ProviderCheck>("/api/model-providers/check", { body });
      setCheck(result);
      onFound(result.models);
    });

  return (
    <>
      <Field
        label="Address"
        hint={
          isOwnServer
            ? "Up to the part before /chat/completions; it mostly ends in /v1. It may be in your private network."
            : "Only where it isn't the provider's own."
        }
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            required={isOwnServer}
            maxLength={500}
            placeholder={isOwnServer ? "http://10.0.0.5:8000/v1" : "The provider's own"}
            value={baseUrl}
            onChange={(event) => onChange({ baseUrl: event.target.value })}
          />
        )}
      </Field>
      <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-2">
        <Field label="Key" hint={keyHintOf(provider, hasMoved, isOwnServer)}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              maxLength={1000}
              placeholder={provider?.keyHint && !hasMoved ? `Stored: ${provider.keyHint}` : ""}
              value={key}
              onChange={(event) => onChange({ key: event.target.value })}
            />
          )}
        </Field>
        <Field label="Where it runs" hint="A gateway here that passes questions on is elsewhere.">
          {(control) => (
            <Select
              value={residency}
              onValueChange={(value) => onChange({ residency: value as ProviderDraft["residency"] })}
            >
              <SelectTrigger {...control} />
              <SelectContent>
                <SelectItem value="external">Elsewhere</SelectItem>
                <SelectItem value="local">On premises: nothing leaves us</SelectItem>
              </SelectContent>
            </Select>
          )}
        </Field>
      </div>
      <div className="grid grid-cols-1 gap-2">
        <div>
          <Button variant="outline" size="sm" isLoading={isBusy} onClick={test}>
            Test the connection
          </Button>
        </div>
        {failure ? <Alert variant="destructive">{failure}</Alert> : null}
        {check ? <CheckResult check={check} /> : null}
      </div>
    </>
  );
}

function keyHintOf(provider: ProviderRow | null, hasMoved: boolean, isOwnServer: boolean): string {
  if (provider?.keyHint)
    return hasMoved
      ? "Enter it again: the address is another one."
      : "Leave it empty to keep the stored one.";
  return isOwnServer ? "Where it wants one." : "It's encrypted, and never shown again.";
}

function CheckResult({ check: { failure, models, warnings } }: { check: ProviderCheck }) {
  return (
    <>
      {failure ? (
        <Alert variant="destructive">{failure}</Alert>
      ) : (
        <Alert variant="success">
          It answers{models.length > 0 ? `, and lists ${formatPlural(models.length, "model")}` : ""}.
        </Alert>
      )}
      {warnings.map((warning) => (
        <Alert key={warning} variant="warning">
          {warning}
        </Alert>
      ))}
    </>
  );
}
