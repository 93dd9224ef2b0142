"use client";

import { useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import type { TenantPolicy } from "@/lib/tenant-policy";

type Records = TenantPolicy["records"];

const keptTexts: Record<Records["texts"], string> = {
  none: "Keep no texts",
  redacted: "Keep them without personal data and secrets",
  full: "Keep them as they were",
};

/** Whether admins may read what is asked and answered. It holds from the next question on; people are told in the chat. */
export function TextPolicy({ policy: saved }: { policy: Records }) {
  const [policy, setPolicy] = useState(saved);
  const [days, setDays] = useState(String(saved.textDays));
  const isDays = /^\d{1,4}$/.test(days) && Number(days) >= 1 && Number(days) <= 3650;

  async function change(changes: Partial<Records>) {
    const before = policy;
    setPolicy({ ...policy, ...changes });
    try {
      await apiRequest("/api/tenant-policy", { method: "PATCH", body: { records: changes } });
      toast.success("It holds from the next question on.");
    } catch (thrown) {
      setPolicy(before);
      toast.error(messageOf(thrown));
    }
  }

  return (
    <Card className="max-w-3xl">
      <CardHeader>
        <CardTitle>Texts of questions and answers</CardTitle>
        <CardDescription>
          Records hold figures and ids. Texts are kept only if you say so here, and whoever asks is told in
          the chat. What rests on a document goes when that document is deleted; all else stays for the days
          that held when it was kept.
        </CardDescription>
      </CardHeader>
      <CardContent className="grid grid-cols-1 gap-5">
        <Field label="What admins may read">
          {(control) => (
            <Select
              value={policy.texts}
              onValueChange={(texts) => void change({ texts: texts as Records["texts"] })}
            >
              <SelectTrigger {...control} className="sm:max-w-96" />
              <SelectContent>
                {Object.entries(keptTexts).map(([value, words]) => (
                  <SelectItem key={value} value={value}>
                    {words}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void change({ textDays: Number(days) });
          }}
        >
          <Field
            label="Days until they are deleted"
            error={isDays ? null : "From 1 to 3,650 days."}
            className="w-56"
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={days}
                onChange={(event) => setDays(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" variant="outline" disabled={!isDays || Number(days) === policy.textDays}>
            Save days
          </Button>
        </form>
      </CardContent>
    </Card>
  );
}
