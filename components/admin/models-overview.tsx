import { formatCount } from "@/components/admin/format-figures";
import { LocalModelsPanel, type LocalModelsState } from "@/components/admin/local-models-panel";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";

/** A model as the page shows it; see app/api/models. */
export interface ModelRow {
  id: string;
  kind: "chat" | "embedding" | "rerank";
  contextTokens: number;
  dimensions: number;
  /** USD per million tokens. */
  inputPrice: number;
  outputPrice: number;
  /** USD per thousand calls, where calls are what is charged for. */
  callPrice?: number;
  isBuiltin: boolean;
  isLocal: boolean;
  use: "answers" | "fallback" | "new-collections" | "reranking" | null;
  order: number | null;
}

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
] as const;

/** What is degraded, what could run here, and every model that can be called now with what it is used for. */
export function ModelsOverview({
  models,
  degradations,
  local,
}: {
  models: ModelRow[];
  degradations: string[];
  local: LocalModelsState;
}) {
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
      {kinds.map(({ kind, title, description }) => (
        <section key={kind} className="flex flex-col gap-2">
          <h2 className="font-serif text-lg font-semibold">{title}</h2>
          <p className="text-sm text-muted-foreground">{description}</p>
          <ModelTable title={title} kind={kind} models={models.filter((model) => model.kind === kind)} />
        </section>
      ))}
      <HowToConfigure />
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

function UseBadge({ model: { use, order } }: { model: ModelRow }) {
  switch (use) {
    case "answers":
      return <Badge variant="success">Answers first</Badge>;
    case "fallback":
      return <Badge variant="accent">Takes over, place {order}</Badge>;
    case "new-collections":
      return <Badge variant="success">New collections</Badge>;
    case "reranking":
      return <Badge variant="success">In use</Badge>;
    case null:
      return <span className="text-[13px] text-muted-foreground">Available</span>;
  }
}

function sizeOf({ kind, isBuiltin, dimensions, contextTokens }: ModelRow): string {
  if (kind === "embedding") return formatCount(dimensions);
  return isBuiltin ? "no limit" : formatCount(contextTokens);
}

function priceOf({ inputPrice, outputPrice, callPrice, kind }: ModelRow): string {
  if (callPrice) return `${callPrice} per 1,000 calls`;
  if (inputPrice === 0 && outputPrice === 0) return "free";
  return kind === "chat" ? `${inputPrice} in, ${outputPrice} out` : String(inputPrice);
}

const settings = [
  { keys: ["OPENAI_API_KEY"], effect: "OpenAI's chat and embedding models" },
  { keys: ["ANTHROPIC_API_KEY"], effect: "Anthropic's chat models" },
  { keys: ["GOOGLE_GENERATIVE_AI_API_KEY"], effect: "Google's chat and embedding models" },
  {
    keys: [
      "OPENAI_COMPATIBLE_BASE_URL",
      "OPENAI_COMPATIBLE_CHAT_MODELS",
      "OPENAI_COMPATIBLE_EMBEDDING_MODEL",
    ],
    effect: "Any endpoint that speaks OpenAI's API: vLLM, Ollama, LiteLLM, OpenRouter",
  },
  {
    keys: ["COHERE_API_KEY", "VOYAGE_API_KEY"],
    effect: "Embedding and reranking models of Cohere and Voyage",
  },
  { keys: ["JINA_API_KEY"], effect: "Jina's reranking models" },
  { keys: ["RERANK_BASE_URL"], effect: "A reranking server: vLLM or Text Embeddings Inference" },
  {
    keys: ["CHAT_MODEL", "EMBEDDING_MODEL", "RERANK_MODEL"],
    effect: "Which of the models is used first, by its id in these tables",
  },
];

function HowToConfigure() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Set models up</CardTitle>
        <CardDescription>
          Models are chosen in the server's environment, so that no key is ever stored in the database or
          shown here. Set some of these where Lectern runs, and start it again.
        </CardDescription>
      </CardHeader>
      <CardContent>
        <dl className="grid gap-3 text-sm">
          {settings.map(({ keys, effect }) => (
            <div key={effect} className="grid gap-1 md:grid-cols-[22rem_1fr] md:gap-4">
              <dt className="flex flex-col gap-1">
                {keys.map((key) => (
                  <code
                    key={key}
                    className="w-fit rounded-sm bg-muted px-1.5 py-0.5 font-mono text-[13px] break-all"
                  >
                    {key}
                  </code>
                ))}
              </dt>
              <dd className="text-muted-foreground">{effect}</dd>
            </div>
          ))}
        </dl>
      </CardContent>
    </Card>
  );
}
