import { formatShare, formatTable } from "../format-table.ts";
import type { RoutingReport, RoutingRow } from "./evaluate-routing.ts";

/** What a call costs in the curve's last column, as RouteLLM takes it: USD per million tokens of GPT-4 and of Mixtral 8x7B. */
const price = { strong: 24.7, weak: 0.24 };
const costOf = (strongShare: number) =>
  (strongShare * price.strong + (1 - strongShare) * price.weak) / price.strong;

/** The report for people: the one number by held-out part, what a given quality takes, and the curve. */
export function describeRouting({
  dataset,
  prompts,
  isTrainingSet,
  rows,
  microseconds,
}: RoutingReport): string {
  const basis = isTrainingSet
    ? "The committed weights come from this file, so each row is by weights learned without its prompts."
    : "By the committed weights, which come from another file.";
  const [first] = rows;
  return [
    `${dataset}: ${prompts} prompts. ${basis}`,
    `Difficulty takes ${microseconds.p50.toFixed(0)} µs a prompt (p95 ${microseconds.p95.toFixed(0)} µs).`,
    "",
    "Area between random (0) and oracle (1), and the share of the gap recovered in the mean (APGR; random .500):",
    formatTable(
      ["prompts", "learned from", "n", "weak", "strong", "area", "95 %", "APGR"],
      rows.map((row) => [
        row.prompts,
        row.learnedFrom,
        `${row.cases}`,
        formatShare(row.weakQuality),
        formatShare(row.strongQuality),
        formatShare(row.area),
        `${formatShare(row.interval.low)} to ${formatShare(row.interval.high)}`,
        formatShare(row.gapRecovered),
      ]),
    ),
    "Prompts to the strong model, by the share of the gap between the models that is to be recovered (100 %: as good as always strong):",
    formatTable(
      ["prompts", "learned from", ...(first?.needed ?? []).map(({ gapShare }) => percent(gapShare))],
      rows.map((row) => [row.prompts, row.learnedFrom, ...row.needed.map(neededText)]),
    ),
    ...(first ? [`The curve of “${first.prompts}”, cost as a share of always strong:`, curveOf(first)] : []),
  ].join("\n");
}

const neededText = ({ ours, oracle }: RoutingRow["needed"][number]) =>
  `${percent(ours)} (oracle ${percent(oracle)})`;

function curveOf({ points, oraclePoints, weakQuality, strongQuality }: RoutingRow): string {
  return formatTable(
    ["to strong", "cost", "ours", "random", "oracle"],
    points.map(({ strongShare, quality }, i) => [
      percent(strongShare),
      percent(costOf(strongShare)),
      formatShare(quality),
      formatShare(weakQuality + strongShare * (strongQuality - weakQuality)),
      formatShare(oraclePoints[i]?.quality ?? 0),
    ]),
  );
}

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
