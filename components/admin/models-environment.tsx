import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";

const settings = [
  { keys: ["OPENAI_API_KEY"], effect: "OpenAI's chat, embedding and moderation models" },
  { keys: ["ANTHROPIC_API_KEY"], effect: "Anthropic's chat models" },
  { keys: ["GOOGLE_GENERATIVE_AI_API_KEY"], effect: "Google's chat and embedding models" },
  {
    keys: [
      "OPENAI_COMPATIBLE_BASE_URL",
      "OPENAI_COMPATIBLE_CHAT_MODELS",
      "OPENAI_COMPATIBLE_EMBEDDING_MODEL",
      "OPENAI_COMPATIBLE_RESIDENCY",
    ],
    effect: "Any endpoint that speaks OpenAI's API: vLLM, Ollama, LiteLLM, OpenRouter",
  },
  {
    keys: ["COHERE_API_KEY", "VOYAGE_API_KEY"],
    effect: "Embedding and reranking models of Cohere and Voyage",
  },
  { keys: ["JINA_API_KEY"], effect: "Jina's reranking models" },
  {
    keys: ["RERANK_BASE_URL", "RERANK_RESIDENCY"],
    effect: "A reranking server: vLLM or Text Embeddings Inference",
  },
  {
    keys: ["CHAT_MODEL", "EMBEDDING_MODEL", "RERANK_MODEL", "MODERATION_MODEL", "JUDGE_MODEL"],
    effect: "Which model does which job, by its id. Goes before what is chosen here",
  },
];

/** What of all this can be set where Lectern runs instead. */
export function ModelsEnvironment() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>By the environment</CardTitle>
        <CardDescription>
          The same can be set where Lectern runs. A provider that's set there goes before one of the same name
          that was added here.
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
