"use client";

import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import type { ParserChoice } from "@/lib/document";

interface ParserFieldProps {
  value: ParserChoice;
  /** Whether the Unstructured API is set up here now. */
  hasUnstructured: boolean;
  onChange: (value: ParserChoice) => void;
}

/** Who reads the files. Shown only where there's a choice, or one was made that doesn't hold any more. */
export function ParserField({ value, hasUnstructured, onChange }: ParserFieldProps) {
  return (
    <div className="grid gap-3">
      <Field
        label="Who reads the files"
        hint="The Unstructured API may get more out of scans and odd layouts. The files are sent to it, and it takes longer."
        className="sm:max-w-sm"
      >
        {(control) => (
          <Select value={value} onValueChange={(next) => onChange(next as ParserChoice)}>
            <SelectTrigger {...control} />
            <SelectContent>
              <SelectItem value="builtin">The parsers built in here</SelectItem>
              <SelectItem value="unstructured" disabled={!hasUnstructured}>
                The Unstructured API
              </SelectItem>
            </SelectContent>
          </Select>
        )}
      </Field>
      {value === "unstructured" && !hasUnstructured ? (
        <Alert variant="warning">
          The Unstructured API is no longer set up here (UNSTRUCTURED_API_URL), so the built-in parsers read
          the files.
        </Alert>
      ) : null}
    </div>
  );
}
