// @ts-check
/**
 * The table behind check-imports.mjs: ARCHITECTURE.md, "who may import whom". Patterns are of paths from the root. Tests may
 * import anything, except under e2e, which speaks only HTTP and the DOM.
 */

const tests = /\.(test|eval)\.tsx?$/;
/** Files directly under lib/, of which all but the request itself are leaves: they know nothing of stages. */
const leaves = /^lib\/(?!answer-question\.)[^/]+$/;
const stageOf = (/** @type {string} */ file) => new RegExp(`^lib/${file.split("/")[1]}/`);

/**
 * @typedef {object} Layer
 * @property {RegExp} files
 * @property {string} rule            said where it's broken
 * @property {(file: string) => RegExp[]} mayImport   of the files of this tree; packages have owners below
 */

/** The first layer that matches a file is its layer. @type {Layer[]} */
export const layers = [
  {
    files: /^e2e\//,
    rule: "e2e imports no app code",
    mayImport: () => [/^e2e\//, /^scripts\/find-chromium\.mjs$/],
  },
  { files: tests, rule: "", mayImport: () => [/./] },
  {
    files: /^bench\//,
    rule: "a benchmark imports benchmarks, lib, db, ingestion and the terminal's progress bar",
    mayImport: () => [/^(bench|lib|db|ingestion)\//, /^scripts\/show-progress\.mjs$/],
  },
  {
    files: /^app\//,
    rule: "app imports app, components, lib, db and the doors of ingestion, but no prompts, no parsing, no queue",
    mayImport: () => [
      /^app\//,
      /^components\//,
      /^lib\/(?!prompts\/|evaluation\/)/,
      /^db\//,
      /^ingestion\/(upload|delete-documents|blobs|create-sample-collection|request-preview)\./,
      /^ingestion\/sources\/save-source\./,
    ],
  },
  {
    files: /^components\//,
    rule: "components import components, lib/turn, lib/document, lib/search, lib/tenant-policy, lib/budget-schemas, lib/record-schemas, lib/batch-schemas, lib/usage-schemas, lib/memory-schemas, lib/filter-labels, lib/rerank-features, lib/stages and lib/utils",
    mayImport: () => [
      /^components\//,
      /^lib\/(turn|document|search|tenant-policy|budget-schemas|record-schemas|batch-schemas|usage-schemas|memory-schemas|is-allowed-address|filter-labels|rerank-features|stages|utils)\.ts$/,
    ],
  },
  {
    files: /^lib\/(answer-question\.|run\/|batch\/)/,
    rule: "the request imports its stages, db and leaves",
    mayImport: () => [/^lib\/(?!evaluation\/)/, /^db\//],
  },
  {
    files: /^lib\/evaluation\//,
    rule: "the evaluation imports lib, db, ingestion and the terminal's progress bar",
    mayImport: () => [/^(lib|db|ingestion)\//, /^scripts\/show-progress\.mjs$/],
  },
  {
    files: /^lib\/(admission|conversation|retrieval|generation)\//,
    rule: "a stage imports models, guards, prompts, db and leaves, never another stage",
    mayImport: (file) => [stageOf(file), /^lib\/(models|guards|prompts)\//, /^db\//, leaves],
  },
  {
    files: /^lib\/guards\//,
    rule: "guards import guards and leaves",
    mayImport: () => [/^lib\/guards\//, leaves],
  },
  {
    files: /^lib\/models\//,
    rule: "models import models, prompts, db and leaves",
    mayImport: () => [/^lib\/(models|prompts)\//, /^db\//, leaves],
  },
  {
    files: /^lib\/prompts\//,
    rule: "prompts import prompts and leaves",
    mayImport: () => [/^lib\/prompts\//, leaves],
  },
  { files: /^lib\/[^/]+$/, rule: "a leaf imports leaves", mayImport: () => [leaves] },
  {
    files: /^ingestion\//,
    rule: "ingestion imports ingestion, lib/models, lib/guards, db and leaves, never the request",
    mayImport: () => [/^ingestion\//, /^lib\/(models|guards)\//, /^db\//, leaves],
  },
  { files: /^db\//, rule: "db imports db and leaves", mayImport: () => [/^db\//, leaves] },
];

/** One place per vendor's package, so that a change of vendor is a change of one place. */
export const packageOwners = [
  { packages: /^@ai-sdk\/(?!react$|provider$|provider-utils$)/, owners: [/^lib\/models\/providers\.ts$/] },
  { packages: /^@ai-sdk\/provider(-utils)?$/, owners: [/^lib\/models\//] },
  { packages: /^@ai-sdk\/react$/, owners: [/^components\//] },
  {
    packages: /^(pg|pgvector|drizzle-orm)(\/|$)/,
    owners: [/^db\//, /^scripts\/(check-database|test-database|take-test-database)\.mjs$/],
  },
  { packages: /^pg-boss$/, owners: [/^ingestion\/queue\.ts$/] },
  {
    packages:
      /^(unstructured-client|unpdf|mammoth|fflate|saxes|papaparse|numfmt|word-extractor|officecrypto-tool|@e965\/xlsx)(\/|$)/,
    owners: [/^ingestion\/(parse|testing)\//],
  },
  { packages: /^yauzl$/, owners: [/^ingestion\/(parse\/read-zip|detect-zip-type)\.ts$/] },
  { packages: /^(@napi-rs\/canvas|image-size)$/, owners: [/^ingestion\/(parse\/ocr|testing)\//] },
  { packages: /^postal-mime$/, owners: [/^ingestion\/parse\/parse-eml\.ts$/] },
  { packages: /^@kenjiuno\//, owners: [/^ingestion\/(parse\/parse-msg|testing\/make-msg)\.ts$/] },
  { packages: /^undici$/, owners: [/^ingestion\/sources\/web\/guarded-fetch\.ts$/] },
  { packages: /^nodemailer(\/|$)/, owners: [/^ingestion\/usage\/send-mail\.ts$/] },
  { packages: /^aws4fetch$/, owners: [/^ingestion\/sources\/read-bucket\.ts$/] },
  { packages: /^@huggingface\//, owners: [/^lib\/models\/local\/local-model-process\.ts$/] },
  { packages: /^cockatiel$/, owners: [/^lib\/models\/call-model\.ts$/] },
  { packages: /^lru-cache$/, owners: [/^lib\/models\/embed\.ts$/] },
  { packages: /^@electric-sql\//, owners: [/^scripts\/embedded-postgres\.mjs$/] },
  { packages: /^pino$/, owners: [/^lib\/log\.ts$/] },
  { packages: /^@opentelemetry\//, owners: [/^lib\/telemetry\.ts$/] },
  { packages: /^prom-client$/, owners: [/^lib\/metrics\.ts$/] },
].map(({ packages, owners }) => ({ packages, owners: [...owners, tests] }));

/** Who may read process.env: lib/env.ts, and what runs outside the application. */
export const environmentReaders = [
  /^lib\/env\.ts$/,
  /^(scripts|e2e|bench)\//,
  /^[^/]+\.config\.(ts|mjs)$/,
  /^instrumentation(-client)?\.ts$/,
  tests,
];
