"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { apiRequest } from "./api-request";
import { ModelsSelect } from "./models-select";
import { kindOf, type ModelRow, type RoleRow, roleHints, roleNames } from "./models-view";
import { useSubmit } from "./use-submit";

const variables = {
  chat: "CHAT_MODEL",
  embedding: "EMBEDDING_MODEL",
  rerank: "RERANK_MODEL",
  moderation: "MODERATION_MODEL",
  judge: "JUDGE_MODEL",
};

/** Which model does which job on this server, for operators. What the environment says can't be changed here. */
export function ModelsRolesCard({ roles, models }: { roles: RoleRow[]; models: ModelRow[] }) {
  const router = useRouter();
  const { isBusy, failure, submit } = useSubmit();
  const choose = (role: RoleRow["role"], modelId: string | null) =>
    submit(async () => {
      await apiRequest("/api/models", { method: "PATCH", body: { roles: { [role]: modelId } } });
      toast.success("The change holds from the next question on.");
      router.refresh();
    });

  return (
    <Card>
      <CardHeader>
        <CardTitle>Which model does which job</CardTitle>
        <CardDescription>
          For all workspaces of this server; each may choose another among those that are set up.
        </CardDescription>
      </CardHeader>
      <CardContent className="grid items-start gap-4 md:grid-cols-2">
        {roles.map(({ role, choices }) => {
          const byEnvironment = choices.find(({ by }) => by === "environment")?.modelId ?? null;
          const own = choices.find(({ by }) => by === "operator")?.modelId ?? null;
          const hint = byEnvironment ? `Set by ${variables[role]} where Lectern runs.` : roleHints[role];
          const able = models.filter((model) => model.kind === kindOf(role));
          return (
            <Field key={role} label={roleNames[role]} hint={hint}>
              {(control) => (
                <ModelsSelect
                  control={control}
                  models={role === "rerank" ? [...able, { id: "none" }] : able}
                  value={byEnvironment ?? own}
                  unset={role === "moderation" ? "None" : "Chosen by Lectern"}
                  disabled={byEnvironment !== null || isBusy}
                  onChange={(id) => void choose(role, id)}
                />
              )}
            </Field>
          );
        })}
        {failure ? (
          <Alert variant="destructive" className="md:col-span-2">
            {failure}
          </Alert>
        ) : null}
      </CardContent>
    </Card>
  );
}
