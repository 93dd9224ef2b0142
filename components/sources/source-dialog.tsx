"use client";

import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { apiRequest } from "@/components/admin/api-request";
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
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { ScheduleField } from "./schedule-field";
import { readSchedule, writeSchedule } from "./schedule-words";
import { configOf, credentialsOf, draftOf, type SourceDraft, suggestName } from "./source-draft";
import { SourceFields } from "./source-fields";
import { kindNames, type SourceKind, type SourceView } from "./source-view";

interface SourceDialogProps {
  collectionId: string;
  folders: string[];
  /** The source to change, "new" for another one, null for no dialog. */
  subject: SourceView | "new" | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}

/** Adds a source, and reads it for the first time, or changes one. */
export function SourceDialog({ subject, onClose, ...props }: SourceDialogProps) {
  return (
    <Dialog open={subject !== null} onOpenChange={(open) => open || onClose()}>
      <DialogContent className="max-w-xl">
        {subject === null ? null : (
          <SourceForm source={subject === "new" ? undefined : subject} onClose={onClose} {...props} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function SourceForm({
  source,
  collectionId,
  folders,
  onClose,
  onSaved,
}: Omit<SourceDialogProps, "subject"> & { source?: SourceView }) {
  const [draft, setDraft] = useState<SourceDraft>(() => draftOf(source));
  const [schedule, setSchedule] = useState(() => readSchedule(source ? source.schedule : "0 6 * * *"));
  const { isBusy, failure, setFailure, submit } = useSubmit();
  const change = (changes: Partial<SourceDraft>) => {
    setFailure(null);
    setDraft((before) => ({ ...before, ...changes }));
  };
  const suggestedName = suggestName(draft);

  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const settings = {
        name: draft.name.trim() || suggestedName,
        config: configOf(draft),
        schedule: writeSchedule(schedule),
        credentials: credentialsOf(draft),
      };
      if (source) {
        await apiRequest(`/api/v1/sources/${source.id}`, { method: "PATCH", body: settings });
      } else {
        const body = { ...settings, collection: collectionId };
        const { id } = await apiRequest<SourceView>("/api/v1/sources", { body });
        await apiRequest(`/api/v1/sources/${id}/sync`, { method: "POST" });
        toast.success(`“${settings.name}” is being read.`);
      }
      await onSaved();
      onClose();
    });
  };

  return (
    <form onSubmit={save} className="grid gap-4">
      <DialogHeader>
        <DialogTitle className="break-words">
          {source ? `Change “${source.name}”` : "Add a source"}
        </DialogTitle>
        <DialogDescription>
          {source
            ? "What isn't there any more under the new settings is removed at the next run."
            : "Its documents are kept in step with it: added, renewed, and removed when they are gone there."}
        </DialogDescription>
      </DialogHeader>
      {source ? null : (
        <Field label="Kind">
          {(control) => (
            <Select value={draft.kind} onValueChange={(kind) => change({ kind: kind as SourceKind })}>
              <SelectTrigger {...control} />
              <SelectContent>
                {Object.entries(kindNames).map(([kind, name]) => (
                  <SelectItem key={kind} value={kind} disabled={kind === "folder" && folders.length === 0}>
                    {kind === "folder" && folders.length === 0
                      ? `${name} (the operator has opened none)`
                      : name}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      )}
      <SourceFields
        draft={draft}
        onChange={change}
        folders={folders}
        hasCredentials={source?.hasCredentials ?? false}
      />
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            autoComplete="off"
            required={suggestedName === ""}
            placeholder={suggestedName}
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <ScheduleField choice={schedule} onChange={setSchedule} />
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <DialogFooter>
        <Button variant="outline" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" isLoading={isBusy}>
          {source ? "Save" : "Add and read it"}
        </Button>
      </DialogFooter>
    </form>
  );
}
