"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import type { Role } from "@/lib/turn";
import { apiRequest } from "./api-request";
import { formatDay } from "./format-figures";
import { roleNames } from "./member-rules";

export interface InvitationRow {
  id: string;
  email: string;
  role: Role;
  expiresAt: Date;
  isExpired: boolean;
}

/** Invitations that nobody has accepted yet. */
export function InvitationsTable({ invitations }: { invitations: InvitationRow[] }) {
  const router = useRouter();
  const [revoking, setRevoking] = useState<InvitationRow | null>(null);
  return (
    <>
      <Table label="Open invitations">
        <TableHeader>
          <tr>
            <TableHead>Invited</TableHead>
            <TableHead>Role</TableHead>
            <TableHead className="max-md:hidden">Until</TableHead>
            <TableHead>
              <span className="sr-only">Revoke</span>
            </TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {invitations.map((invitation) => (
            <TableRow key={invitation.id}>
              <th
                scope="row"
                className="w-full max-w-0 truncate px-3 py-2.5 text-left font-medium"
                title={invitation.email}
              >
                {invitation.email}
              </th>
              <TableCell>{roleNames[invitation.role]}</TableCell>
              <TableCell className="whitespace-nowrap max-md:hidden">
                {invitation.isExpired ? (
                  <Badge variant="warning">Expired</Badge>
                ) : (
                  formatDay(invitation.expiresAt.toISOString().slice(0, 10), { year: true })
                )}
              </TableCell>
              <TableCell className="w-px">
                <Button
                  variant="outline"
                  size="sm"
                  aria-label={`Revoke the invitation of ${invitation.email}`}
                  onClick={() => setRevoking(invitation)}
                >
                  Revoke
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => open || setRevoking(null)}
        title="Revoke this invitation?"
        description={`The link sent to ${revoking?.email ?? "them"} stops working.`}
        confirmLabel="Revoke"
        onConfirm={async () => {
          if (!revoking) return;
          await apiRequest(`/api/invitations/${revoking.id}`, { method: "DELETE" });
          toast.success("The invitation was revoked.");
          router.refresh();
        }}
      />
    </>
  );
}
