/** A model that Lectern can fetch and run on its own machine. */
export interface LocalModel {
  /** Catalog id. */
  id: string;
  /** Where it lies on the hub, and under the models folder. */
  repository: string;
  kind: "embedding" | "rerank";
  /** Length of an embedding; 0 for a reranker. */
  dimensions: number;
  /** Longer texts are cut. */
  contextTokens: number;
  /** About, of all its files; what the hub says counts. */
  byteSize: number;
  /** For people. */
  languages: string;
  license: string;
}

/** The first of a kind is the one that is offered. Quantised to 8 bits: a quarter of the size, and fast without a GPU. */
export const localModels: readonly LocalModel[] = [
  {
    id: "local/multilingual-e5-small",
    repository: "Xenova/multilingual-e5-small",
    kind: "embedding",
    dimensions: 384,
    contextTokens: 512,
    byteSize: 135_000_000,
    languages: "94 languages",
    license: "MIT",
  },
  {
    id: "local/bge-small-en-v1.5",
    repository: "Xenova/bge-small-en-v1.5",
    kind: "embedding",
    dimensions: 384,
    contextTokens: 512,
    byteSize: 35_000_000,
    languages: "English",
    license: "MIT",
  },
  {
    id: "local/bge-reranker-base",
    repository: "Xenova/bge-reranker-base",
    kind: "rerank",
    dimensions: 0,
    contextTokens: 512,
    byteSize: 297_000_000,
    languages: "English and Chinese",
    license: "MIT",
  },
  {
    id: "local/ms-marco-MiniLM-L-6-v2",
    repository: "Xenova/ms-marco-MiniLM-L-6-v2",
    kind: "rerank",
    dimensions: 0,
    contextTokens: 512,
    byteSize: 24_000_000,
    languages: "English",
    license: "Apache 2.0",
  },
];
