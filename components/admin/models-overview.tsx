import { formatCount, formatMonth } from "@/components/admin/format-figures";
import { LocalModelsPanel, type LocalModelsState } from "@/components/admin/local-models-panel";
import type { ModelRow } from "@/components/admin/models-view";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";

const kinds = [
  {
    kind: "chat",
    title: "Chat",
    description: "Writes the answers. When a model fails, the next in line takes over.",
  },
  {
    kind: "embedding",
    title: "Embedding",
    description:
      "Turns text into vectors for search. A collection keeps its model until it is embedded anew.",
  },
  { kind: "rerank", title: "Reranking", description: "Puts what search found in order before it is read." },
  {
    kind: "moderation",
    title: "Moderation",
    description: "Screens questions where the workspace's guards want it.",
  },
] as const;

/** What is degraded, what could run here, and every model that can be called now with what it is used for. */
export function ModelsOverview({
  models,
  degradations,
  pricesAsOf,
  local,
}: {
  models: ModelRow[];
  degradations: string[];
  /** Year and month. */
  pricesAsOf: string;
  local: LocalModelsState;
}) {
  const present = kinds.filter(({ kind }) => models.some((model) => model.kind === kind));
  const embeddingModel = models.find(({ use }) => use === "new-collections")?.id ?? "";
  return (
    <div className="flex flex-col gap-6">
      {degradations.length === 0 ? (
        <Alert variant="success">Everything works at its full strength.</Alert>
      ) : (
        <div className="flex flex-col gap-2">
          {degradations.map((degradation) => (
            <Alert key={degradation} variant="warning">
              {degradation}
            </Alert>
          ))}
        </div>
      )}
      <LocalModelsPanel initial={local} embeddingModel={embeddingModel} />
      {present.map(({ kind, title, description }) => (
        <section key={kind} className="flex flex-col gap-2">
          <h2 className="font-serif text-lg font-semibold">{title}</h2>
          <p className="text-sm text-muted-foreground">{description}</p>
          <ModelTable title={title} kind={kind} models={models.filter((model) => model.kind === kind)} />
        </section>
      ))}
      <p className="text-[13px] text-muted-foreground">
        Listed prices are those of the providers' price lists of {formatMonth(pricesAsOf)}; a model that isn't
        listed counts as dearer than most, so that budgets hold. Prices of a provider that was added here are
        its operator's.
      </p>
    </div>
  );
}

function ModelTable({ title, kind, models }: { title: string; kind: ModelRow["kind"]; models: ModelRow[] }) {
  return (
    <Table label={`${title} models`}>
      <TableHeader>
        <tr>
          <TableHead>Model</TableHead>
          <TableHead>Use</TableHead>
          <TableHead className="text-right max-md:hidden">
            {kind === "embedding" ? "Dimensions" : "Context, tokens"}
          </TableHead>
          <TableHead className="text-right max-sm:hidden">USD per million tokens</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {models.map((model) => (
          <TableRow key={model.id}>
            <th scope="row" className="px-3 py-2.5 text-left font-medium">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <code className="font-mono text-[13px] break-all">{model.id}</code>
                {model.isBuiltin ? <Badge variant="outline">built in</Badge> : null}
                {model.isLocal ? <Badge variant="outline">on this server</Badge> : null}
                {model.residency === "local" && !model.isBuiltin && !model.isLocal ? (
                  <Badge variant="outline">on premises</Badge>
                ) : null}
              </span>
            </th>
            <TableCell>
              <UseBadge model={model} />
            </TableCell>
            <TableCell className="text-right tabular-nums max-md:hidden">{sizeOf(model)}</TableCell>
            <TableCell className="text-right whitespace-nowrap tabular-nums max-sm:hidden">
              {priceOf(model)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function UseBadge({ model: { use, order, isAllowed } }: { model: ModelRow }) {
  if (!isAllowed) return <Badge variant="outline">Not allowed here</Badge>;
  switch (use) {
    case "answers":
      return <Badge variant="success">Answers first</Badge>;
    case "fallback":
      return <Badge variant="accent">Takes over, place {order}</Badge>;
    case "new-collections":
      return <Badge variant="success">New collections</Badge>;
    case "reranking":
    case "moderation":
      return <Badge variant="success">In use</Badge>;
    case null:
      return <span className="text-[13px] text-muted-foreground">Available</span>;
  }
}

function sizeOf({ kind, isBuiltin, dimensions, contextTokens }: ModelRow): string {
  if (kind === "embedding") return formatCount(dimensions);
  return isBuiltin ? "no limit" : formatCount(contextTokens);
}

function priceOf({ inputPrice, outputPrice, cachedInputPrice, callPrice, kind }: ModelRow): string {
  if (callPrice) return `${callPrice} per 1,000 calls`;
  if (inputPrice === 0 && outputPrice === 0) return "free";
  const cached = cachedInputPrice === undefined ? "" : ` (${cachedInputPrice} cached)`;
  return kind === "chat" ? `${inputPrice} in${cached}, ${outputPrice} out` : String(inputPrice);
}
