"use client";

import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import type { TenantPolicy } from "@/lib/tenant-policy";
import { apiRequest, messageOf } from "./api-request";
import { readHosts } from "./guard-view";
import { PolicySwitch } from "./policy-switch";

type Guards = TenantPolicy["guards"];

const onInjection: Record<Guards["onInjection"], string> = {
  refuse: "Refuse them",
  flag: "Answer, and note it here",
  ignore: "Don't look",
};
const onPersonalData: Record<Guards["onPersonalData"], string> = {
  ignore: "Leave it",
  flag: "Leave it, and note it here",
  mask: "Mask it before a model sees it",
  refuse: "Refuse the question",
};

/** What guards do in this workspace. Each change holds from the next question on. */
export function GuardPolicy({ guards: saved, moderator }: { guards: Guards; moderator: string | null }) {
  const [guards, setGuards] = useState(saved);

  async function change(changes: Partial<Guards>) {
    const before = guards;
    setGuards({ ...guards, ...changes });
    try {
      await apiRequest("/api/tenant-policy", { method: "PATCH", body: { guards: changes } });
    } catch (thrown) {
      setGuards(before);
      toast.error(messageOf(thrown));
    }
  }

  return (
    <div className="grid max-w-3xl grid-cols-1 gap-4">
      <Card>
        <CardHeader>
          <CardTitle>Questions</CardTitle>
          <CardDescription>Whoever is refused is told why, and can appeal.</CardDescription>
        </CardHeader>
        <CardContent className="grid grid-cols-1 gap-5">
          <Choice
            label="Attacks on the model"
            hint="Questions that tell a model to drop its instructions, to reveal them, or to act without limits."
            value={guards.onInjection}
            names={onInjection}
            onChoose={(value) => change({ onInjection: value })}
          />
          <Choice
            label="Personal data"
            hint="E-mail addresses, phone and card numbers, accounts, identity numbers, dates of birth, postal and IP addresses. Names aren't masked."
            value={guards.onPersonalData}
            names={onPersonalData}
            onChoose={(value) => change({ onPersonalData: value })}
          />
          <PolicySwitch
            label="Moderation"
            hint={
              moderator
                ? `Each question is checked by ${moderator}. While it can't be reached, questions are refused.`
                : "No model that moderates is set up. An operator can add one under Models."
            }
            checked={guards.usesModeration}
            onChange={(usesModeration) => change({ usesModeration })}
          />
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>Answers</CardTitle>
          <CardDescription>What is masked never reaches the reader, nor is it saved.</CardDescription>
        </CardHeader>
        <CardContent className="grid grid-cols-1 gap-5">
          <PolicySwitch
            label="Mask keys and passwords"
            hint="API keys, access tokens, private keys, and values that are called a password."
            checked={guards.masksSecretsInAnswers}
            onChange={(masksSecretsInAnswers) => change({ masksSecretsInAnswers })}
          />
          <PolicySwitch
            label="Mask personal data"
            hint="The same kinds as in questions, also where your documents have them."
            checked={guards.masksPersonalDataInAnswers}
            onChange={(masksPersonalDataInAnswers) => change({ masksPersonalDataInAnswers })}
          />
          <LinkHosts hosts={guards.linkHosts} onSave={(linkHosts) => change({ linkHosts })} />
        </CardContent>
      </Card>
    </div>
  );
}

function Choice<Value extends string>({
  label,
  hint,
  value,
  names,
  onChoose,
}: {
  label: string;
  hint: string;
  value: Value;
  names: Record<Value, string>;
  onChoose: (value: Value) => void;
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Select value={value} onValueChange={(chosen) => onChoose(chosen as Value)}>
          <SelectTrigger {...control} className="sm:max-w-80" />
          <SelectContent>
            {(Object.entries(names) as [Value, string][]).map(([each, words]) => (
              <SelectItem key={each} value={each}>
                {words}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}

function LinkHosts({ hosts, onSave }: { hosts: string[]; onSave: (hosts: string[]) => void }) {
  const [text, setText] = useState(hosts.join("\n"));
  const [error, setError] = useState<string | null>(null);
  const isChanged = text.trim() !== hosts.join("\n");

  function save() {
    const { hosts: read, wrong } = readHosts(text);
    setError(wrong.length > 0 ? `Not a host: ${wrong.join(", ")}` : null);
    if (wrong.length > 0) return;
    setText(read.join("\n"));
    onSave(read);
  }

  return (
    <form
      className="grid grid-cols-1 gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label="Hosts that links may lead to"
        hint="One a line, such as docs.example.com or *.example.com. Other addresses in answers are shown as text, so that none can carry data away."
        error={error}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            spellCheck={false}
            className="font-mono text-[13px]"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="outline" size="sm" disabled={!isChanged} className="justify-self-start">
        Save hosts
      </Button>
    </form>
  );
}
