/** What a family of embedding models was trained to be given, and how its token vectors become one. */
export interface EmbeddingFamily {
  /** Stands before a question. */
  query: string;
  /** Stands before a chunk. */
  document: string;
  /** Which token vectors a local model's vector is made of; servers know it themselves. */
  pooling: "mean" | "cls" | "last_token";
}

const searchInstruction =
  "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ";
const bgeInstruction = "Represent this sentence for searching relevant passages: ";

/**
 * Known families by a part of the model's name, the first that fits, from their model cards: most lose several points of
 * nDCG without their prefixes. Services of their own (OpenAI, Cohere, Voyage, Google) are told by parameters instead.
 */
const families: [name: RegExp, family: EmbeddingFamily][] = [
  [
    /e5-mistral|gte-qwen|linq-embed|sfr-embedding/,
    { query: searchInstruction, document: "", pooling: "last_token" },
  ],
  [/e5.*instruct/, { query: searchInstruction, document: "", pooling: "mean" }],
  [/(^|[/_-])e5([/_-]|$)/, { query: "query: ", document: "passage: ", pooling: "mean" }],
  [/qwen3-embedding/, { query: searchInstruction, document: "", pooling: "last_token" }],
  [/bge-m3/, { query: "", document: "", pooling: "cls" }],
  [/bge-.*zh/, { query: "为这个句子生成表示以用于检索相关文章：", document: "", pooling: "cls" }],
  [/(^|[/_-])bge[_-]/, { query: bgeInstruction, document: "", pooling: "cls" }],
  [/nomic-embed/, { query: "search_query: ", document: "search_document: ", pooling: "mean" }],
  [/mxbai-embed/, { query: bgeInstruction, document: "", pooling: "cls" }],
  [/arctic-embed.*(v2|2[._]0|2$)/, { query: "query: ", document: "", pooling: "cls" }],
  [/arctic-embed/, { query: bgeInstruction, document: "", pooling: "cls" }],
  [
    /embedding-?gemma/,
    { query: "task: search result | query: ", document: "title: none | text: ", pooling: "mean" },
  ],
  [/gte-(base|large)-en-v1\.5|gte-multilingual|gte-modernbert/, { query: "", document: "", pooling: "cls" }],
  [/granite-embedding/, { query: "", document: "", pooling: "cls" }],
];

/** The family of a model by its name; one that isn't known gets its texts as they are and the mean of its tokens. */
export function embeddingFamilyOf(modelName: string): EmbeddingFamily {
  const name = modelName.toLowerCase();
  const known = families.find(([pattern]) => pattern.test(name));
  return known?.[1] ?? { query: "", document: "", pooling: "mean" };
}

/** Lengths of vectors by a part of the name, the first that fits: those of models that servers are often given. */
const lengths: [name: RegExp, dimensions: number][] = [
  [/minilm|(e5|bge|gte|granite-embedding)-small|arctic-embed[:-](xs|s\b|22m|33m)/, 384],
  [
    /nomic-embed-text|embedding-?gemma|(e5|bge|gte)-base|gte-multilingual-base|arctic-embed[:-](m\b|110m)/,
    768,
  ],
  [/qwen3-embedding[:-]4b/, 2560],
  [/qwen3-embedding[:-]8b/, 4096],
];

/** How long the vectors of a model are, by its name; 1024, which most of the larger ones have, where that isn't known. */
export function dimensionsOf(modelName: string): number {
  const name = modelName.toLowerCase();
  return lengths.find(([pattern]) => pattern.test(name))?.[1] ?? 1024;
}
