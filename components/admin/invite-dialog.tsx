"use client";

import { UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
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
import type { Role } from "@/lib/turn";
import { apiRequest } from "./api-request";
import { CopyField } from "./copy-field";
import { roleDescriptions, rolesGivenBy } from "./member-rules";
import { RoleSelect } from "./role-select";
import { useSubmit } from "./use-submit";

/** A button that opens the way to invite somebody: email and role first, then the link, which is shown this once. */
export function InviteDialog({ myRole }: { myRole: Role }) {
  const [isOpen, setIsOpen] = useState(false);
  const [link, setLink] = useState<{ email: string; url: string } | null>(null);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        setIsOpen(open);
        if (open) setLink(null);
      }}
    >
      <DialogTrigger asChild>
        <Button>
          <UserPlus />
          Invite
        </Button>
      </DialogTrigger>
      <DialogContent>
        {link ? (
          <InviteLink {...link} onDone={() => setIsOpen(false)} />
        ) : (
          <InviteForm myRole={myRole} onInvited={setLink} />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface InviteFormProps {
  myRole: Role;
  onInvited: (link: { email: string; url: string }) => void;
}

function InviteForm({ myRole, onInvited }: InviteFormProps) {
  const router = useRouter();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const { isBusy, failure, submit } = useSubmit();

  const invite = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const { path } = await apiRequest<{ path: string }>("/api/invitations", {
        body: { email: email.trim(), role },
      });
      onInvited({ email: email.trim(), url: new URL(path, window.location.origin).href });
      router.refresh();
    });
  };

  return (
    <form onSubmit={invite} className="grid gap-4">
      <DialogHeader>
        <DialogTitle>Invite somebody</DialogTitle>
        <DialogDescription>
          You get a link to send to them, by whatever way you like. It works once, for a week.
        </DialogDescription>
      </DialogHeader>
      <Field label="Their email address" error={failure}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            required
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label="Role" hint={roleDescriptions[role]}>
        {(control) => (
          <RoleSelect {...control} value={role} choices={rolesGivenBy(myRole)} onChoose={setRole} />
        )}
      </Field>
      <DialogFooter>
        <Button type="submit" isLoading={isBusy}>
          Make the link
        </Button>
      </DialogFooter>
    </form>
  );
}

function InviteLink({ email, url, onDone }: { email: string; url: string; onDone: () => void }) {
  return (
    <>
      <DialogHeader>
        <DialogTitle>The link is ready</DialogTitle>
        <DialogDescription className="break-words">Send it to {email}.</DialogDescription>
      </DialogHeader>
      <Alert variant="warning">It is shown only now. Whoever has it can join in their name.</Alert>
      <CopyField label="Invitation link" text={url} />
      <DialogFooter>
        <Button onClick={onDone}>Done</Button>
      </DialogFooter>
    </>
  );
}
