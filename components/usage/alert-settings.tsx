"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { PolicySwitch } from "@/components/admin/policy-switch";
import { useSubmit } from "@/components/admin/use-submit";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { TenantPolicy } from "@/lib/tenant-policy";
import { readEmails } from "./read-emails";
import { WebhookSecret } from "./webhook-secret";

type Alerts = TenantPolicy["alerts"];

interface AlertSettingsProps {
  alerts: Alerts;
  /** `budget.warnShare`. */
  warnShare: number;
  /** Whether the operator has set up a mail server. */
  canSendMail: boolean;
}

/** What admins are told of, and by which ways besides this page. */
export function AlertSettings({ alerts: saved, warnShare, canSendMail }: AlertSettingsProps) {
  const [alerts, setAlerts] = useState(saved);

  async function change(changes: Partial<Alerts>) {
    const before = alerts;
    setAlerts({ ...alerts, ...changes });
    try {
      await apiRequest("/api/tenant-policy", { method: "PATCH", body: { alerts: changes } });
    } catch (thrown) {
      setAlerts(before);
      toast.error(messageOf(thrown));
    }
  }

  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader>
          <CardTitle>What admins are told of</CardTitle>
          <CardDescription>Each once: a budget in its period, an hour, a question.</CardDescription>
        </CardHeader>
        <CardContent className="grid grid-cols-1 gap-5">
          <PolicySwitch
            label="Budgets that run out"
            hint={`When ${Math.round(warnShare * 100)} % of a budget is spent, and when all of it is.`}
            checked={alerts.onBudget}
            onChange={(onBudget) => change({ onBudget })}
          />
          <PolicySwitch
            label="Unusually costly hours"
            hint="An hour that costs more than twice what the same hour came to on average in the last seven days, and more than a dollar."
            checked={alerts.onAnomaly}
            onChange={(onAnomaly) => change({ onAnomaly })}
          />
          <RequestLimit
            microUsd={alerts.requestMicroUsd}
            onSave={(requestMicroUsd) => change({ requestMicroUsd })}
          />
        </CardContent>
      </Card>
      <WaysCard alerts={alerts} canSendMail={canSendMail} onSaved={setAlerts} />
    </div>
  );
}

function RequestLimit({
  microUsd,
  onSave,
}: {
  microUsd: number | null;
  onSave: (microUsd: number | null) => void;
}) {
  const written = microUsd === null ? "" : String(microUsd / 1_000_000);
  const [text, setText] = useState(written);
  const [error, setError] = useState<string | null>(null);

  function save(event: FormEvent) {
    event.preventDefault();
    const usd = Number(text);
    const isWrong = text.trim() !== "" && !(usd >= 0.000001 && usd <= 1_000_000);
    setError(isWrong ? "Give an amount in dollars, or nothing." : null);
    if (!isWrong) onSave(text.trim() === "" ? null : Math.round(usd * 1_000_000));
  }

  return (
    <form onSubmit={save} className="flex flex-wrap items-start gap-2">
      <Field
        className="min-w-0 flex-1"
        label="Questions that cost more than"
        hint="In US dollars. Empty: no question is too costly."
        error={error}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            placeholder="0.50"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="outline" className="mt-6" disabled={text.trim() === written}>
        Save
      </Button>
    </form>
  );
}

function WaysCard({
  alerts,
  canSendMail,
  onSaved,
}: {
  alerts: Alerts;
  canSendMail: boolean;
  onSaved: (alerts: Alerts) => void;
}) {
  const router = useRouter();
  const { isBusy, failure, setFailure, submit } = useSubmit();
  const [emails, setEmails] = useState(alerts.emails.join("\n"));
  const [webhook, setWebhook] = useState(alerts.webhookUrl ?? "");
  const isChanged =
    emails.trim() !== alerts.emails.join("\n") || webhook.trim() !== (alerts.webhookUrl ?? "");
  const hasWay = (alerts.emails.length > 0 && canSendMail) || alerts.webhookUrl !== null;

  function save(event: FormEvent) {
    event.preventDefault();
    const { emails: read, wrong } = readEmails(emails);
    if (wrong.length > 0) return setFailure(`Not an e-mail address: ${wrong.join(", ")}`);
    const changes = { emails: read, webhookUrl: webhook.trim() || null };
    void submit(async () => {
      await apiRequest("/api/tenant-policy", { method: "PATCH", body: { alerts: changes } });
      onSaved({ ...alerts, ...changes });
      toast.success("Saved.");
    });
  }

  const sendTest = () =>
    submit(async () => {
      await apiRequest("/api/usage/alerts/test", { method: "POST" });
      toast.success("The test is on its way. How it went shows below in a moment.");
      setTimeout(() => router.refresh(), 6_000);
    });

  return (
    <Card>
      <form onSubmit={save}>
        <CardHeader>
          <CardTitle>How, besides this page</CardTitle>
          <CardDescription>What can’t be sent is tried again for about two hours.</CardDescription>
        </CardHeader>
        <CardContent className="grid grid-cols-1 gap-5">
          {canSendMail ? null : (
            <Alert>E-mail isn’t set up on this server: its operator sets SMTP_URL and MAIL_FROM.</Alert>
          )}
          <Field label="By e-mail to" hint="One address a line. They don’t see each other’s.">
            {(control) => (
              <Textarea
                {...control}
                rows={3}
                spellCheck={false}
                value={emails}
                onChange={(event) => setEmails(event.target.value)}
              />
            )}
          </Field>
          <Field label="By webhook to" hint="Posted there as JSON, signed.">
            {(control) => (
              <Input
                {...control}
                type="url"
                placeholder="https://example.com/hooks/lectern"
                value={webhook}
                onChange={(event) => setWebhook(event.target.value)}
              />
            )}
          </Field>
          {alerts.webhookUrl ? <WebhookSecret /> : null}
          {failure ? <Alert variant="destructive">{failure}</Alert> : null}
        </CardContent>
        <CardFooter className="justify-end">
          <Button
            type="button"
            variant="outline"
            disabled={isBusy || isChanged || !hasWay}
            onClick={sendTest}
          >
            Send a test
          </Button>
          <Button type="submit" isLoading={isBusy} disabled={!isChanged}>
            Save
          </Button>
        </CardFooter>
      </form>
    </Card>
  );
}
