import { describe, expect, test } from "vitest";
import { dimensionsOf, embeddingFamilyOf } from "./embedding-family.ts";

describe("a model's prefixes go by its name", () => {
  test.each([
    ["intfloat/multilingual-e5-small", "query: ", "passage: "],
    ["multilingual-e5-large:latest", "query: ", "passage: "],
    ["BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""],
    ["bge-m3", "", ""],
    ["nomic-embed-text:v1.5", "search_query: ", "search_document: "],
    ["snowflake-arctic-embed2", "query: ", ""],
    ["Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""],
    [
      "Snowflake/snowflake-arctic-embed-m-v1.5",
      "Represent this sentence for searching relevant passages: ",
      "",
    ],
    ["mxbai-embed-large", "Represent this sentence for searching relevant passages: ", ""],
    ["embeddinggemma:300m", "task: search result | query: ", "title: none | text: "],
    ["Alibaba-NLP/gte-base-en-v1.5", "", ""],
    ["fake-embed", "", ""],
  ])("%s", (name, query, document) => {
    expect(embeddingFamilyOf(name)).toMatchObject({ query, document });
  });

  test.each([
    "Qwen/Qwen3-Embedding-0.6B",
    "intfloat/multilingual-e5-large-instruct",
    "Alibaba-NLP/gte-Qwen2-7B-instruct",
  ])("%s is told by an instruction before the question alone", (name) => {
    const { query, document } = embeddingFamilyOf(name);
    expect(query).toMatch(/^Instruct: .+\nQuery: $/);
    expect(document).toBe("");
  });
});

test("token vectors become one as each family was trained to", () => {
  expect(embeddingFamilyOf("Xenova/multilingual-e5-small").pooling).toBe("mean");
  expect(embeddingFamilyOf("BAAI/bge-base-en-v1.5").pooling).toBe("cls");
  expect(embeddingFamilyOf("Qwen/Qwen3-Embedding-0.6B").pooling).toBe("last_token");
});

test.each([
  ["nomic-embed-text:latest", 768],
  ["bge-m3", 1024],
  ["BAAI/bge-small-en-v1.5", 384],
  ["intfloat/multilingual-e5-base", 768],
  ["mxbai-embed-large", 1024],
  ["snowflake-arctic-embed:m", 768],
  ["snowflake-arctic-embed:110m", 768],
  ["all-minilm:l6-v2", 384],
  ["Qwen/Qwen3-Embedding-0.6B", 1024],
  ["Qwen/Qwen3-Embedding-4B", 2560],
  ["house-model", 1024],
])("%s has vectors of %d numbers", (name, dimensions) => {
  expect(dimensionsOf(name)).toBe(dimensions);
});
