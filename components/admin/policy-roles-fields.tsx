"use client";

import { Field } from "@/components/ui/field";
import type { TenantPolicy } from "@/lib/tenant-policy";
import { ModelsSelect } from "./models-select";
import { kindOf, type ModelRow, type RoleRow, roleHints, roleNames } from "./models-view";

type Roles = TenantPolicy["models"]["roles"];

/** The workspace's own choice for each job. */
export function PolicyRolesFields({
  models,
  roles,
  chosen,
  onChange,
}: {
  models: ModelRow[];
  roles: RoleRow[];
  chosen: Roles;
  onChange: (chosen: Roles) => void;
}) {
  return (
    <div className="grid grid-cols-1 items-start gap-4 md:grid-cols-2">
      {roles.map(({ role, choices }) => {
        const usual = choices.find(({ by, modelId }) => by !== "workspace" && modelId !== null)?.modelId;
        const able = models.filter((model) => model.kind === kindOf(role));
        return (
          <Field key={role} label={roleNames[role]} hint={roleHints[role]}>
            {(control) => (
              <ModelsSelect
                control={control}
                models={role === "rerank" ? [...able, { id: "none" }] : able}
                value={chosen[role]}
                unset={usual ? `As set up: ${usual}` : "As set up"}
                onChange={(id) => onChange({ ...chosen, [role]: id })}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}
