"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { apiRequest } from "./api-request";
import { formatPlural } from "./format-figures";
import type { ModelRow, ModelsPolicy, RoleRow } from "./models-view";
import { PolicyAllowedField } from "./policy-allowed-field";
import { PolicyRolesFields } from "./policy-roles-fields";
import { PolicyRoutingFields } from "./policy-routing-fields";
import { PolicySwitch } from "./policy-switch";
import { useSubmit } from "./use-submit";

/** Collections whose embedding model the policy, as it's saved, doesn't allow. */
export interface BlockedModel {
  modelId: string;
  collections: number;
}

/** What this workspace decides about models: which may be used, which does what, and how questions are shared among them. */
export function PolicyModelsForm({
  policy,
  models,
  roles,
  blocked,
}: {
  policy: ModelsPolicy;
  models: ModelRow[];
  roles: RoleRow[];
  blocked: BlockedModel[];
}) {
  const router = useRouter();
  const [edited, setEdited] = useState(policy);
  const { isBusy, failure, submit } = useSubmit();
  const change = (part: Partial<ModelsPolicy>) => setEdited((before) => ({ ...before, ...part }));
  const changes = changesBetween(policy, edited);
  const chats = models.filter(({ kind }) => kind === "chat");

  const save = (event: FormEvent) => {
    event.preventDefault();
    void submit(async () => {
      await apiRequest("/api/tenant-policy", { method: "PATCH", body: { models: changes } });
      toast.success("Saved. It holds from the next question on.");
      router.refresh();
    });
  };

  return (
    <form onSubmit={save} className="flex flex-col gap-6">
      {blocked.map(({ modelId, collections }) => (
        <Alert key={modelId} variant="warning">
          {formatPlural(collections, "collection")} {collections === 1 ? "is" : "are"} embedded with{" "}
          <code className="font-mono text-[13px] break-all">{modelId}</code>, which this workspace doesn't
          allow: search there goes by words alone, and new documents fail, until{" "}
          {collections === 1 ? "it is" : "they are"} embedded anew in the collection's settings.
        </Alert>
      ))}
      <Card>
        <CardHeader>
          <CardTitle>Which models may be used</CardTitle>
          <CardDescription>
            It holds for all that is sent anywhere: questions, documents, search, checks. The built-in models
            always may, since they run here.
          </CardDescription>
        </CardHeader>
        <CardContent className="grid grid-cols-1 gap-5">
          <PolicySwitch
            label="On premises only"
            hint="Nothing leaves this installation: models of providers elsewhere aren't used for anything."
            checked={edited.isOnPremisesOnly}
            onChange={(isOnPremisesOnly) => change({ isOnPremisesOnly })}
          />
          <PolicyAllowedField
            models={models.filter(({ isBuiltin }) => !isBuiltin)}
            isOnPremisesOnly={edited.isOnPremisesOnly}
            allowed={edited.allowed}
            onChange={(allowed) => change({ allowed })}
          />
          <PolicySwitch
            label="Keep personal data local"
            hint="Questions and sources with personal data go to a model on premises where there is one."
            checked={edited.keepsPersonalDataLocal}
            onChange={(keepsPersonalDataLocal) => change({ keepsPersonalDataLocal })}
          />
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>Which model does which job</CardTitle>
          <CardDescription>Left open, it's what this server is set up for.</CardDescription>
        </CardHeader>
        <CardContent>
          <PolicyRolesFields
            models={models}
            roles={roles}
            chosen={edited.roles}
            onChange={(chosen) => change({ roles: chosen })}
          />
        </CardContent>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>How questions are shared among models</CardTitle>
          <CardDescription>Whoever picks a model in the chat gets that one.</CardDescription>
        </CardHeader>
        <CardContent>
          <PolicyRoutingFields chats={chats} policy={edited} onChange={change} />
        </CardContent>
      </Card>
      {failure ? <Alert variant="destructive">{failure}</Alert> : null}
      <div>
        <Button type="submit" disabled={Object.keys(changes).length === 0} isLoading={isBusy}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** Only what is new: a model that was chosen before and is gone since stands in nobody's way. */
function changesBetween(before: ModelsPolicy, after: ModelsPolicy): Partial<ModelsPolicy> {
  const was: Record<string, unknown> = before;
  const isNew = ([setting, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(was[setting]);
  return Object.fromEntries(Object.entries(after).filter(isNew));
}
