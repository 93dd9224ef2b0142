"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { type ApiKeyScope, apiKeyScopes } from "@/lib/turn";
import { apiRequest } from "./api-request";
import { CopyField } from "./copy-field";
import { useSubmit } from "./use-submit";

const scopeDescriptions: Record<ApiKeyScope, string> = {
  chat: "Ask questions",
  search: "Search documents",
  "documents:read": "List and read documents",
  "documents:write": "Upload and delete documents",
};

const lifetimes = [
  { days: "30", name: "30 days" },
  { days: "90", name: "90 days" },
  { days: "365", name: "A year" },
  { days: "never", name: "Never" },
];

/** A button that opens the way to a new API key: what it may do first, then its secret, which is shown this once. */
export function CreateApiKeyDialog() {
  const [isOpen, setIsOpen] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        setIsOpen(open);
        if (open) setCreated(null);
      }}
    >
      <DialogTrigger asChild>
        <Button>
          <Plus />
          New API key
        </Button>
      </DialogTrigger>
      {/* A click beside the dialog must not lose the secret, which nothing can bring back. */}
      <DialogContent onInteractOutside={(event) => created && event.preventDefault()}>
        {created ? (
          <CreatedApiKey {...created} onDone={() => setIsOpen(false)} />
        ) : (
          <ApiKeyForm onCreated={setCreated} />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface CreatedKey {
  secret: string;
  scopes: ApiKeyScope[];
}

function ApiKeyForm({ onCreated }: { onCreated: (created: CreatedKey) => void }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<ApiKeyScope[]>([...apiKeyScopes]);
  const [lifetime, setLifetime] = useState("90");
  const { isBusy, failure, setFailure, submit } = useSubmit();

  const create = (event: FormEvent) => {
    event.preventDefault();
    if (scopes.length === 0) {
      setFailure("Choose at least one thing that the key may do.");
      return;
    }
    void submit(async () => {
      const expiresInDays = lifetime === "never" ? null : Number(lifetime);
      const body = { name: name.trim(), scopes, expiresInDays };
      const { key } = await apiRequest<{ key: string }>("/api/api-keys", { body });
      onCreated({ secret: key, scopes });
      router.refresh();
    });
  };

  return (
    <form onSubmit={create} className="grid gap-4">
      <DialogHeader>
        <DialogTitle>New API key</DialogTitle>
        <DialogDescription>It acts for you, within what you allow here.</DialogDescription>
      </DialogHeader>
      <Field label="Name" hint="Say where it is used, so that you know what stops when you revoke it.">
        {(control) => (
          <Input
            {...control}
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <ScopeChoice scopes={scopes} onChange={setScopes} />
      <Field label="Expires after">
        {(control) => (
          <Select value={lifetime} onValueChange={setLifetime}>
            <SelectTrigger {...control} />
            <SelectContent>
              {lifetimes.map(({ days, name: label }) => (
                <SelectItem key={days} value={days}>
                  {label}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <DialogFooter>
        <Button type="submit" isLoading={isBusy}>
          Create the key
        </Button>
      </DialogFooter>
    </form>
  );
}

function ScopeChoice(props: { scopes: ApiKeyScope[]; onChange: (scopes: ApiKeyScope[]) => void }) {
  const groupId = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-[13px] font-medium">It may</legend>
      {apiKeyScopes.map((scope) => (
        <div key={scope} className="flex items-center gap-2.5">
          <Checkbox
            id={`${groupId}-${scope}`}
            checked={props.scopes.includes(scope)}
            onCheckedChange={(isChecked) =>
              props.onChange(
                apiKeyScopes.filter((other) =>
                  other === scope ? isChecked === true : props.scopes.includes(other),
                ),
              )
            }
          />
          <Label htmlFor={`${groupId}-${scope}`} className="flex-wrap font-normal">
            {scopeDescriptions[scope]} <code className="font-mono text-muted-foreground">{scope}</code>
          </Label>
        </div>
      ))}
    </fieldset>
  );
}

function CreatedApiKey({ secret, scopes, onDone }: CreatedKey & { onDone: () => void }) {
  return (
    <>
      <DialogHeader>
        <DialogTitle>Your new key</DialogTitle>
        <DialogDescription>Keep it where you keep passwords.</DialogDescription>
      </DialogHeader>
      <Alert variant="warning">
        It is shown only now: Lectern stores nothing that it could be made from.
      </Alert>
      <CopyField label="API key" text={secret} />
      <CopyField label="Try it" text={curlExample(secret, scopes, window.location.origin)} isCode />
      <DialogFooter>
        <Button onClick={onDone}>I have kept it</Button>
      </DialogFooter>
    </>
  );
}

/** A command that a key with these scopes can run against this server. */
function curlExample(secret: string, scopes: ApiKeyScope[], origin: string): string {
  const authorization = `-H "Authorization: Bearer ${secret}"`;
  const json = '-H "Content-Type: application/json"';
  if (scopes.includes("chat")) {
    const body = `'{"model": "auto", "messages": [{"role": "user", "content": "What do the documents say?"}]}'`;
    return `curl ${origin}/api/v1/chat/completions \\\n  ${authorization} \\\n  ${json} \\\n  -d ${body}`;
  }
  if (scopes.includes("search"))
    return `curl ${origin}/api/v1/search \\\n  ${authorization} \\\n  ${json} \\\n  -d '{"query": "warranty"}'`;
  if (scopes.includes("documents:read")) return `curl ${origin}/api/v1/documents \\\n  ${authorization}`;
  return `curl ${origin}/api/v1/documents \\\n  ${authorization} \\\n  -F collection=Handbook -F file=@handbook.pdf`;
}
