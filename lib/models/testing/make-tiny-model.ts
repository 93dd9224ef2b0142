/** Models of a few hundred bytes in the hub's layout, so that what loads and runs real ones is tested without a hub. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A word's vector, by which what a model says can be foretold. */
export const tinyVectors: Record<string, number[]> = {
  "[PAD]": [0, 0, 0, 0],
  "[UNK]": [0.1, 0.1, 0.1, 0.1],
  leave: [1, 0, 0, 0],
  holiday: [0.9, 0.1, 0, 0],
  parking: [0, 1, 0, 0],
  query: [0, 0, 1, 0],
  passage: [0, 0, 0, 1],
};
/** What each word adds to a reranker's logit. */
const tinyWeights: Record<string, number[]> = { "[PAD]": [0], "[UNK]": [0], leave: [3], parking: [-3] };

/** An embedding model whose token vectors are those of `tinyVectors`, or a reranker that adds up weights of words. */
export function tinyModelFiles(kind: "embedding" | "rerank"): Record<string, Buffer> {
  const table = kind === "embedding" ? tinyVectors : tinyWeights;
  const words = Object.keys(table);
  const onnx = kind === "embedding" ? embeddingOnnx(table) : rerankOnnx(table);
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  return {
    "config.json": json({ model_type: "bert", hidden_size: 4, vocab_size: words.length }),
    "tokenizer_config.json": json({
      tokenizer_class: "PreTrainedTokenizerFast",
      model_max_length: 512,
      pad_token: "[PAD]",
      unk_token: "[UNK]",
    }),
    "tokenizer.json": json({
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: ["[PAD]", "[UNK]"].map((content, id) => ({ id, content, special: true })),
      normalizer: { type: "Lowercase" },
      pre_tokenizer: { type: "Whitespace" },
      post_processor: null,
      decoder: null,
      model: {
        type: "WordLevel",
        vocab: Object.fromEntries(words.map((word, id) => [word, id])),
        unk_token: "[UNK]",
      },
    }),
    "onnx/model_quantized.onnx": onnx,
  };
}

/** Writes them under the models folder, as if fetched. */
export async function writeTinyModel(
  modelsFolder: string,
  repository: string,
  kind: "embedding" | "rerank",
): Promise<void> {
  for (const [name, content] of Object.entries(tinyModelFiles(kind))) {
    const path = join(modelsFolder, repository, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

function embeddingOnnx(table: Record<string, number[]>): Buffer {
  return model({
    nodes: [node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
    table,
    output: valueInfo("last_hidden_state", float32, ["batch", "tokens", 4]),
  });
}

function rerankOnnx(table: Record<string, number[]>): Buffer {
  const overTokens = message([
    [1, "axes"],
    [8, 1],
    [20, 7],
  ]);
  const flat = message([
    [1, "keepdims"],
    [3, 0],
    [20, 2],
  ]);
  return model({
    nodes: [
      node("Gather", ["table", "input_ids"], ["weights"]),
      node("ReduceSum", ["weights"], ["logits"], [overTokens, flat]),
    ],
    table,
    output: valueInfo("logits", float32, ["batch", 1]),
  });
}

const float32 = 1;
const int64 = 7;

/** ONNX's ModelProto; the numbers are its fields', see onnx.proto3. */
function model({
  nodes,
  table,
  output,
}: {
  nodes: Buffer[];
  table: Record<string, number[]>;
  output: Buffer;
}) {
  const rows = Object.values(table);
  const tensor = message([
    [1, rows.length],
    [1, rows[0]?.length ?? 0],
    [2, float32],
    [8, "table"],
    [9, Buffer.from(new Float32Array(rows.flat()).buffer)],
  ]);
  const inputs = ["input_ids", "attention_mask"].map((name) => valueInfo(name, int64, ["batch", "tokens"]));
  const graph = message([
    ...nodes.map((each): Field => [1, each]),
    [2, "tiny"],
    [5, tensor],
    ...inputs.map((each): Field => [11, each]),
    [12, output],
  ]);
  return message([
    [1, 7],
    [7, graph],
    [
      8,
      message([
        [1, ""],
        [2, 12],
      ]),
    ],
  ]);
}

function node(operator: string, inputs: string[], outputs: string[], attributes: Buffer[] = []): Buffer {
  return message([
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [4, operator],
    ...attributes.map((attribute): Field => [5, attribute]),
  ]);
}

function valueInfo(name: string, elementType: number, shape: (string | number)[]): Buffer {
  const dimensions = shape.map((size): Field => [1, message([[typeof size === "number" ? 1 : 2, size]])]);
  const tensorType = message([
    [1, elementType],
    [2, message(dimensions)],
  ]);
  return message([
    [1, name],
    [2, message([[1, tensorType]])],
  ]);
}

type Field = [number: number, value: number | string | Buffer];

/** A protobuf message: numbers as varints, the rest by length. */
function message(fields: Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === "number") return [varint(number << 3), varint(value)];
      const bytes = Buffer.from(value);
      return [varint((number << 3) | 2), varint(bytes.length), bytes];
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}
