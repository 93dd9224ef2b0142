"use client";

import { Ellipsis, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { apiRequest, messageOf } from "./api-request";
import { formatPlural } from "./format-figures";
import {
  type ProviderCheck,
  type ProviderModel,
  type ProviderRow,
  type ProvidersState,
  providerKindNames,
} from "./models-view";
import { ProviderDialog } from "./provider-dialog";

interface ProviderListProps extends ProvidersState {
  /** What the catalog lists, by the kind of provider, for a new one to begin with. */
  listed: Record<string, ProviderModel[]>;
}

/** The providers that operators added, with all that can be done to them. */
export function ProviderList({ providers, fromEnvironment, listed }: ProviderListProps) {
  const router = useRouter();
  const [editing, setEditing] = useState<ProviderRow | "new" | null>(null);
  const [deleting, setDeleting] = useState<ProviderRow | null>(null);

  const act = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (thrown) {
      toast.error(messageOf(thrown));
    }
    router.refresh();
  };
  const test = (provider: ProviderRow) =>
    act(async () => {
      const check = await apiRequest<ProviderCheck>(`/api/model-providers/${provider.id}/check`, {
        method: "POST",
      });
      if (check.failure) toast.error(`${provider.name}: ${check.failure}`);
      else toast.success(`${provider.name} answers. ${check.warnings.join(" ")}`);
    });
  const change = (provider: ProviderRow, body: Partial<ProviderRow>) =>
    act(() => apiRequest(`/api/model-providers/${provider.id}`, { method: "PATCH", body }));

  return (
    <Card>
      <CardHeader className="sm:grid-cols-[1fr_auto] sm:items-start sm:gap-x-6">
        <div className="grid grid-cols-1 gap-1">
          <CardTitle>Providers</CardTitle>
          <CardDescription>
            They serve all workspaces of this server. Keys are kept encrypted and never shown again.
            {fromEnvironment.length > 0 ? ` Set up where Lectern runs: ${fromEnvironment.join(", ")}.` : null}
          </CardDescription>
        </div>
        <Button className="max-sm:mt-2 max-sm:w-fit" onClick={() => setEditing("new")}>
          <Plus />
          Add a provider
        </Button>
      </CardHeader>
      <CardContent>
        {providers.length === 0 ? (
          <p className="rounded-lg border border-dashed px-4 py-6 text-center text-sm text-muted-foreground">
            No provider was added here yet.
          </p>
        ) : (
          <ul aria-label="Providers" className="grid grid-cols-1 divide-y rounded-lg border">
            {providers.map((provider) => (
              <ProviderLine
                key={provider.id}
                provider={provider}
                onEdit={() => setEditing(provider)}
                onTest={() => test(provider)}
                onSwitch={() => change(provider, { isEnabled: !provider.isEnabled })}
                onCalm={() => change(provider, { chaosShare: 0 })}
                onDelete={() => setDeleting(provider)}
              />
            ))}
          </ul>
        )}
      </CardContent>
      <ProviderDialog
        editing={editing}
        listed={listed}
        onClose={() => setEditing(null)}
        onSaved={() => router.refresh()}
      />
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={(open) => open || setDeleting(null)}
        title={`Remove ${deleting?.name ?? "this provider"}?`}
        description={
          deleting && deleting.collections > 0
            ? `Its key goes with it. ${formatPlural(deleting.collections, "collection")} ${deleting.collections === 1 ? "is" : "are"} embedded with its models: search there goes by words alone until they are embedded anew.`
            : "Its key goes with it. Answers that its models wrote stay."
        }
        confirmLabel="Remove"
        onConfirm={async () => {
          if (!deleting) return;
          await apiRequest(`/api/model-providers/${deleting.id}`, { method: "DELETE" });
          toast.success(`${deleting.name} was removed.`);
          router.refresh();
        }}
      />
    </Card>
  );
}

interface ProviderLineProps {
  provider: ProviderRow;
  onEdit: () => void;
  onTest: () => Promise<void>;
  onSwitch: () => void;
  onCalm: () => void;
  onDelete: () => void;
}

function ProviderLine({ provider, onEdit, onTest, onSwitch, onCalm, onDelete }: ProviderLineProps) {
  const { name, kind, baseUrl, keyHint, models, isEnabled, checkFailure } = provider;
  const [isTesting, setIsTesting] = useState(false);
  const test = async () => {
    setIsTesting(true);
    await onTest();
    setIsTesting(false);
  };
  const about = [
    providerKindNames[kind],
    baseUrl,
    keyHint ? `key ${keyHint}` : "no key",
    formatPlural(models.length, "model"),
  ];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2.5 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <code className="font-mono text-sm font-medium break-all">{name}</code>
          <ProviderBadges provider={provider} />
        </p>
        <p className="text-[13px] break-words text-muted-foreground">{about.filter(Boolean).join(" · ")}</p>
        {checkFailure ? <p className="mt-1 text-[13px] text-destructive">Last test: {checkFailure}</p> : null}
      </div>
      <div className="flex items-center gap-2">
        <Button size="sm" variant="outline" isLoading={isTesting} aria-label={`Test ${name}`} onClick={test}>
          Test
        </Button>
        <Button size="sm" variant="outline" aria-label={`Edit ${name}`} onClick={onEdit}>
          Edit
        </Button>
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button size="icon-sm" variant="ghost" aria-label={`Actions for ${name}`}>
              <Ellipsis />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem onSelect={onSwitch}>{isEnabled ? "Turn off" : "Turn on"}</DropdownMenuItem>
            {provider.chaosShare > 0 ? (
              <DropdownMenuItem onSelect={onCalm}>Stop failing on purpose</DropdownMenuItem>
            ) : null}
            <DropdownMenuItem isDestructive onSelect={onDelete}>
              Remove
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      </div>
    </li>
  );
}

function ProviderBadges({ provider }: { provider: ProviderRow }) {
  const { isEnabled, isReplaced, residency, chaosShare } = provider;
  return (
    <>
      {!isEnabled ? (
        <Badge>Off</Badge>
      ) : isReplaced ? (
        <Badge variant="warning">Replaced by the environment's</Badge>
      ) : (
        <Badge variant="success">On</Badge>
      )}
      {residency === "local" ? <Badge variant="outline">On premises</Badge> : null}
      {chaosShare > 0 ? (
        <Badge variant="warning">Fails {Math.round(chaosShare * 100)} % on purpose</Badge>
      ) : null}
    </>
  );
}
