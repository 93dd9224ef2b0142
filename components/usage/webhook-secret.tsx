"use client";

import { useState } from "react";
import { toast } from "sonner";
import { apiRequest, messageOf } from "@/components/admin/api-request";
import { CopyField } from "@/components/admin/copy-field";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

const url = "/api/usage/webhook-secret";

/** The secret by which a receiver knows our webhooks, shown when it's asked for, and the way to exchange it. */
export function WebhookSecret() {
  const [secret, setSecret] = useState<string | null>(null);
  const [isRenewing, setIsRenewing] = useState(false);

  const read = async (method: "GET" | "POST") => {
    const found = await apiRequest<{ secret: string }>(url, { method });
    setSecret(found.secret);
  };

  return (
    <div className="grid grid-cols-1 gap-2 text-[13px]">
      <p className="leading-snug text-muted-foreground">
        Each post has a header <code>lectern-signature: t=…,v1=…</code>: the time, and the HMAC-SHA256 of{" "}
        <code>time.body</code> under this workspace’s secret, in hexadecimal.
      </p>
      {secret ? <CopyField label="Secret" text={secret} /> : null}
      <div className="flex flex-wrap gap-2">
        {secret ? null : (
          <Button
            type="button"
            variant="outline"
            size="sm"
            onClick={() => read("GET").catch((thrown) => toast.error(messageOf(thrown)))}
          >
            Show the secret
          </Button>
        )}
        <Button type="button" variant="outline" size="sm" onClick={() => setIsRenewing(true)}>
          Exchange it
        </Button>
      </div>
      <ConfirmDialog
        open={isRenewing}
        onOpenChange={setIsRenewing}
        title="Exchange the secret?"
        description="From now on posts are signed with another one: the receiver must get it, too."
        confirmLabel="Exchange"
        onConfirm={() => read("POST")}
      />
    </div>
  );
}
