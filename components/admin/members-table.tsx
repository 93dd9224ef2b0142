"use client";

import { UserMinus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { Tooltip } from "@/components/ui/tooltip";
import type { Role } from "@/lib/turn";
import { apiRequest, messageOf } from "./api-request";
import { reasonMemberIsFixed, roleNames, rolesGivenBy } from "./member-rules";
import { RoleSelect } from "./role-select";
import { TimeAgo } from "./time-ago";

export interface MemberRow {
  userId: string;
  name: string;
  email: string;
  role: Role;
  createdAt: Date;
}

interface MembersTableProps {
  members: MemberRow[];
  /** Who is looking. */
  me: { userId: string | null; role: Role };
}

/** The people of the tenant, with what the one who looks may change about them. */
export function MembersTable({ members, me }: MembersTableProps) {
  const router = useRouter();
  const [leaving, setLeaving] = useState<MemberRow | null>(null);
  const ownerCount = members.filter((member) => member.role === "owner").length;

  const changeRole = async (member: MemberRow, role: Role) => {
    try {
      await apiRequest(`/api/members/${member.userId}`, { method: "PATCH", body: { role } });
      toast.success(`${member.name} is now ${roleNames[role].toLowerCase()}.`);
    } catch (thrown) {
      toast.error(messageOf(thrown));
    }
    router.refresh();
  };

  return (
    <>
      <Table label="Members">
        <TableHeader>
          <tr>
            <TableHead>Person</TableHead>
            <TableHead className="max-md:hidden">Joined</TableHead>
            <TableHead>Role</TableHead>
            <TableHead>
              <span className="sr-only">Remove</span>
            </TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {members.map((member) => (
            <MemberLine
              key={member.userId}
              member={member}
              isMe={member.userId === me.userId}
              choices={rolesGivenBy(me.role)}
              fixed={reasonMemberIsFixed(member, me.role, ownerCount)}
              onChangeRole={(role) => changeRole(member, role)}
              onRemove={() => setLeaving(member)}
            />
          ))}
        </TableBody>
      </Table>
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={(open) => open || setLeaving(null)}
        title={
          leaving?.userId === me.userId
            ? "Leave this workspace?"
            : `Remove ${leaving?.name ?? "this person"}?`
        }
        description="They can't sign in to this workspace any more, and their API keys here stop working. What they uploaded stays."
        confirmLabel={leaving?.userId === me.userId ? "Leave" : "Remove"}
        onConfirm={async () => {
          if (!leaving) return;
          await apiRequest(`/api/members/${leaving.userId}`, { method: "DELETE" });
          toast.success(`${leaving.name} was removed.`);
          router.refresh();
        }}
      />
    </>
  );
}

interface MemberLineProps {
  member: MemberRow;
  isMe: boolean;
  choices: readonly Role[];
  /** Why nothing about this person can be changed. */
  fixed: string | null;
  onChangeRole: (role: Role) => void;
  onRemove: () => void;
}

function MemberLine({ member, isMe, choices, fixed, onChangeRole, onRemove }: MemberLineProps) {
  return (
    <TableRow>
      <th scope="row" className="w-full max-w-0 px-3 py-2.5 text-left font-normal">
        <span className="flex items-center gap-3">
          <Avatar name={member.name} className="max-sm:hidden" />
          <span className="min-w-0">
            <span className="block truncate font-medium" title={member.name}>
              {member.name}
              {isMe ? <span className="font-normal text-muted-foreground"> (you)</span> : null}
            </span>
            <span className="block truncate text-[13px] text-muted-foreground" title={member.email}>
              {member.email}
            </span>
          </span>
        </span>
      </th>
      <TableCell className="text-muted-foreground max-md:hidden">
        <TimeAgo at={member.createdAt} />
      </TableCell>
      <TableCell>
        {fixed ? (
          <Tooltip content={fixed}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable by keyboard */}
            <span tabIndex={0} className="rounded-sm">
              {roleNames[member.role]}
              <span className="sr-only">. {fixed}</span>
            </span>
          </Tooltip>
        ) : (
          <RoleSelect
            aria-label={`Role of ${member.name}`}
            className="w-28"
            value={member.role}
            choices={choices}
            onChoose={onChangeRole}
          />
        )}
      </TableCell>
      <TableCell className="w-px">
        {fixed ? null : (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={isMe ? "Leave this workspace" : `Remove ${member.name}`}
            onClick={onRemove}
          >
            <UserMinus />
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
