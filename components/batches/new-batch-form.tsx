"use client";

import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ChangeEvent, type FormEvent, useRef, useState } from "react";
import { formatPlural } from "@/components/admin/format-figures";
import { PolicySwitch } from "@/components/admin/policy-switch";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { BadLine } from "@/lib/batch-schemas";
import { BadLines } from "./bad-lines";
import { sendBatch } from "./send-batch";
import { countQuestions, toBatchFile } from "./to-batch-file";

/** Takes questions, one a line, pasted or from a file, and shows the batch that becomes of them. */
export function NewBatchForm() {
  const router = useRouter();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [canWait, setCanWait] = useState(false);
  const [badLines, setBadLines] = useState<BadLine[]>([]);
  const file = useRef<HTMLInputElement>(null);
  const { isBusy, failure, submit } = useSubmit();
  const questions = countQuestions(text);

  const readFile = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    event.target.value = "";
    if (!chosen) return;
    setText(await chosen.text());
    setBadLines([]);
    if (name === "") setName(chosen.name.replace(/\.\w+$/, ""));
  };
  const begin = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      const window = canWait ? "24h" : null;
      const sent = await sendBatch(toBatchFile(text), { name: name.trim() || "Batch", window });
      if (sent.badLines) setBadLines(sent.badLines);
      else router.push(`/batches/${sent.batch.id}`);
    });
  };

  return (
    <Card className="p-4 sm:p-5">
      <form onSubmit={begin} className="grid grid-cols-1 gap-4">
        <Field
          label="Questions"
          hint="One a line. JSON lines with custom_id, question, collections, model and filters work as well."
        >
          {(control) => (
            <Textarea
              {...control}
              rows={6}
              value={text}
              placeholder={"How much may a hotel cost?\nWho approves travel abroad?"}
              onChange={(event) => {
                setText(event.target.value);
                setBadLines([]);
              }}
            />
          )}
        </Field>
        <Field label="Name">
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={200}
              placeholder="Batch"
              className="max-w-sm"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <PolicySwitch
          label="I can wait up to 24 hours"
          hint="Some providers then charge half the price."
          checked={canWait}
          onChange={setCanWait}
        />
        <BadLines lines={badLines} />
        {failure ? <Alert variant="destructive">{failure}</Alert> : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" isLoading={isBusy} disabled={questions === 0}>
            {questions > 0 ? `Answer ${formatPlural(questions, "question")}` : "Answer"}
          </Button>
          <Button type="button" variant="outline" onClick={() => file.current?.click()}>
            <FileUp aria-hidden />
            Choose a file
          </Button>
          <input
            ref={file}
            type="file"
            accept=".jsonl,.ndjson,.txt"
            aria-label="File of questions"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => void readFile(event)}
          />
        </div>
      </form>
    </Card>
  );
}
