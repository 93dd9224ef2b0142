import { completeModel } from "@/lib/models/complete-model";
import { listedModels } from "@/lib/models/listed-models";
import { providerKinds } from "@/lib/provider-schemas";

/** What the catalog lists, by the kind of provider: what a new one begins with. */
export function listedByKind() {
  return Object.fromEntries(
    providerKinds.map((kind) => [
      kind,
      listedModels
        .filter(({ provider }) => provider === kind)
        .map((model) =>
          completeModel({ kind: model.kind, name: model.name }, { kind, residency: "external" }),
        ),
    ]),
  );
}
