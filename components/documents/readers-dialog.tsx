"use client";

import { useState } from "react";
import useSWR from "swr";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { formatPlural } from "@/components/admin/format-figures";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import type { CollectionDialogProps, CollectionView } from "./collection-view";
import { MemberPicker } from "./member-picker";
import type { MemberView } from "./member-view";

/** Chooses who may read a collection: everyone in the workspace, or named members. */
export function ReadersDialog({ collection, onClose, onChanged }: CollectionDialogProps) {
  return (
    <Dialog open={collection !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Who may read</DialogTitle>
          <DialogDescription className="break-words">
            Who can ask about the documents in “{collection?.name}”. Admins always can.
          </DialogDescription>
        </DialogHeader>
        {collection ? <ReadersForm collection={collection} onClose={onClose} onChanged={onChanged} /> : null}
      </DialogContent>
    </Dialog>
  );
}

interface ReadersFormProps extends Omit<CollectionDialogProps, "collection"> {
  collection: CollectionView;
}

function ReadersForm({ collection, onClose, onChanged }: ReadersFormProps) {
  const [readers, setReaders] = useState(collection.readers);
  const [userIds, setUserIds] = useState<ReadonlySet<string>>(new Set(collection.readerIds));
  const members = useSWR<{ members: MemberView[] }>("/api/members", apiRequest);
  const { isBusy, failure, submit } = useSubmit();
  const people = members.data?.members.filter(({ role }) => role === "member");

  const save = () =>
    submit(async () => {
      // Somebody who has left or become an admin since is no reader to be named.
      const named = people?.map(({ userId }) => userId).filter((id) => userIds.has(id)) ?? [];
      const body = readers === "everyone" ? { readers } : { readers, userIds: named };
      await apiRequest(`/api/v1/collections/${collection.id}/readers`, { method: "PUT", body });
      await onChanged();
      onClose();
    });

  return (
    <div className="grid gap-4">
      <fieldset className="grid gap-2.5">
        <legend className="sr-only">Who may read</legend>
        <ReadersChoice
          value="everyone"
          chosen={readers}
          onChoose={setReaders}
          title="Everyone"
          hint="All members, and those who join later"
        />
        <ReadersChoice
          value="named"
          chosen={readers}
          onChoose={setReaders}
          title="Named members"
          hint="Only those ticked below"
        />
      </fieldset>
      {readers === "named" && people ? (
        <MemberPicker members={people} chosenIds={userIds} onChange={setUserIds} />
      ) : null}
      {readers === "named" && members.isLoading ? <Skeleton className="h-32 w-full" /> : null}
      {members.error ? <Alert variant="destructive">{messageOf(members.error)}</Alert> : null}
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <DialogFooter className="items-center">
        {readers === "named" && people ? (
          <p role="status" className="mr-auto text-sm text-muted-foreground">
            {formatPlural(people.filter(({ userId }) => userIds.has(userId)).length, "member")} chosen
          </p>
        ) : null}
        <Button disabled={readers === "named" && !people} isLoading={isBusy} onClick={save}>
          Save
        </Button>
      </DialogFooter>
    </div>
  );
}

interface ReadersChoiceProps {
  value: CollectionView["readers"];
  chosen: CollectionView["readers"];
  onChoose: (readers: CollectionView["readers"]) => void;
  title: string;
  hint: string;
}

function ReadersChoice({ value, chosen, onChoose, title, hint }: ReadersChoiceProps) {
  return (
    <label className="flex cursor-pointer items-start gap-3 rounded-lg border p-3 text-sm has-checked:border-primary has-checked:bg-accent/50">
      <input
        type="radio"
        name="readers"
        value={value}
        checked={chosen === value}
        onChange={() => onChoose(value)}
        className="mt-0.5 size-4 accent-primary"
      />
      <span>
        <span className="block font-medium">{title}</span>
        <span className="block text-[13px] text-muted-foreground">{hint}</span>
      </span>
    </label>
  );
}
