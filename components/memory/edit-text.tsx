"use client";

import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useSubmit } from "@/components/admin/use-submit";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/textarea";

/** A text that is being changed where it stands. `onSave` may throw: the reason is shown, and the text stays. */
export function EditText({
  label,
  text: textNow,
  onSave,
  onClose,
}: {
  label: string;
  text: string;
  onSave: (text: string) => Promise<void>;
  onClose: () => void;
}) {
  const [text, setText] = useState(textNow);
  const { isBusy, failure, submit } = useSubmit();
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === textNow) return onClose();
    void submit(async () => {
      await onSave(text.trim());
      onClose();
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) save(event);
  };
  return (
    <form onSubmit={save} className="grid min-w-0 flex-1 gap-2">
      <Textarea
        autoFocus
        aria-label={label}
        value={text}
        maxLength={500}
        rows={2}
        className="min-h-16 text-sm"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {failure && (
        <p role="alert" className="text-[13px] text-destructive">
          {failure}
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" size="sm" isLoading={isBusy} disabled={text.trim() === ""}>
          Save
        </Button>
        <Button variant="ghost" size="sm" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
