"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { ApiKeyScope } from "@/lib/turn";
import { apiRequest } from "./api-request";
import { formatDay } from "./format-figures";
import { TimeAgo } from "./time-ago";

export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiKeyScope[];
  /** The member for whom the key acts. */
  ownerName: string;
  state: "active" | "expired" | "revoked";
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

/** The tenant's API keys, without their secrets. */
export function ApiKeysTable({ apiKeys }: { apiKeys: ApiKeyRow[] }) {
  const router = useRouter();
  const [revoking, setRevoking] = useState<ApiKeyRow | null>(null);
  return (
    <>
      <Table label="API keys">
        <TableHeader>
          <tr>
            <TableHead>Key</TableHead>
            <TableHead className="max-lg:hidden">May</TableHead>
            <TableHead className="max-md:hidden">Last used</TableHead>
            <TableHead className="max-md:hidden">Expires</TableHead>
            <TableHead>
              <span className="sr-only">Revoke</span>
            </TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {apiKeys.map((apiKey) => (
            <ApiKeyLine key={apiKey.id} apiKey={apiKey} onRevoke={() => setRevoking(apiKey)} />
          ))}
        </TableBody>
      </Table>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => open || setRevoking(null)}
        title={`Revoke the key “${revoking?.name ?? ""}”?`}
        description="Programs that use it are refused from now on. A revoked key can't be brought back."
        confirmLabel="Revoke"
        onConfirm={async () => {
          if (!revoking) return;
          await apiRequest(`/api/api-keys/${revoking.id}`, { method: "DELETE" });
          toast.success("The key was revoked.");
          router.refresh();
        }}
      />
    </>
  );
}

function ApiKeyLine({ apiKey, onRevoke }: { apiKey: ApiKeyRow; onRevoke: () => void }) {
  const scopes = apiKey.scopes.map((scope) => (
    <Badge key={scope} variant="outline">
      {scope}
    </Badge>
  ));
  const lastUsed = apiKey.lastUsedAt ? <TimeAgo at={apiKey.lastUsedAt} /> : "never";
  const expires = apiKey.expiresAt
    ? formatDay(apiKey.expiresAt.toISOString().slice(0, 10), { year: true })
    : "never";
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-normal">
        <span className="block truncate font-medium" title={apiKey.name}>
          {apiKey.name}
        </span>
        <span className="block truncate text-[13px] text-muted-foreground">
          <code className="font-mono">{apiKey.prefix}…</code> by {apiKey.ownerName},{" "}
          <TimeAgo at={apiKey.createdAt} />
        </span>
        <span className="block text-[13px] text-muted-foreground md:hidden">
          Last used {lastUsed}, expires {expires}
        </span>
        <span className="mt-1.5 flex flex-wrap gap-1 lg:hidden">{scopes}</span>
      </th>
      <TableCell className="max-lg:hidden">
        <span className="flex w-64 flex-wrap gap-1">{scopes}</span>
      </TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-md:hidden">{lastUsed}</TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-md:hidden">{expires}</TableCell>
      <TableCell className="w-px text-right">
        {apiKey.state === "revoked" ? (
          <Badge>Revoked</Badge>
        ) : (
          <span className="flex items-center justify-end gap-2">
            {apiKey.state === "expired" ? <Badge variant="warning">Expired</Badge> : null}
            <Button variant="outline" size="sm" aria-label={`Revoke ${apiKey.name}`} onClick={onRevoke}>
              Revoke
            </Button>
          </span>
        )}
      </TableCell>
    </TableRow>
  );
}
