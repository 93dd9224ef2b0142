"use client";

import { useEffect, useState } from "react";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/textarea";

interface OwnVerdict {
  finding: string;
  action: string;
  appealedAt: string | null;
  review: "upheld" | "overturned" | null;
}

const charsMax = 2000;

/** Below an answer that a guard refused: what became of an appeal, or the way to make one. */
export function AppealRefusal({ messageId }: { messageId: string }) {
  const [verdict, setVerdict] = useState<OwnVerdict | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const url = `/api/guard-verdicts/appeals?messageId=${messageId}`;

  useEffect(() => {
    let isGone = false;
    apiRequest<{ verdicts: OwnVerdict[] }>(url)
      .then(({ verdicts }) => {
        const refused = verdicts.find(
          ({ action, finding }) => action === "refused" && finding !== "hidden-characters",
        );
        if (!isGone) setVerdict(refused ?? null);
      })
      .catch(() => undefined); // the refusal stands without it
    return () => {
      isGone = true;
    };
  }, [url]);

  async function send() {
    setFailure(null);
    try {
      await apiRequest("/api/guard-verdicts/appeals", { body: { messageId, appeal: text } });
      setIsOpen(false);
      setVerdict((before) => before && { ...before, appealedAt: new Date().toISOString() });
    } catch (thrown) {
      setFailure(messageOf(thrown));
    }
  }

  if (!verdict) return null;
  const outcome = outcomeOf(verdict);
  if (outcome) return <p className="text-[13px] text-muted-foreground">{outcome}</p>;
  if (!isOpen)
    return (
      <Button variant="outline" size="sm" className="justify-self-start" onClick={() => setIsOpen(true)}>
        Appeal
      </Button>
    );
  return (
    <form
      className="grid max-w-xl gap-2 rounded-lg border p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label htmlFor={`appeal-${messageId}`} className="text-sm font-medium">
        Why should it have been answered? (optional)
      </label>
      <Textarea
        id={`appeal-${messageId}`}
        rows={2}
        maxLength={charsMax}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="text-[13px] text-muted-foreground">
        Your question is shown to your workspace's admins, with what you write here.
      </p>
      {failure && (
        <p role="alert" className="text-[13px] text-destructive">
          {failure}
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" size="sm">
          Send
        </Button>
        <Button type="button" size="sm" variant="outline" onClick={() => setIsOpen(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function outcomeOf({ appealedAt, review }: OwnVerdict): string | null {
  if (review === "overturned") return "An admin agreed with your appeal. Ask again, and it will be answered.";
  if (review === "upheld") return "An admin looked at your appeal and kept the refusal.";
  return appealedAt ? "You appealed. An admin will look at it." : null;
}
