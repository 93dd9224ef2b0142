import { type RerankFeature, rerankFeatureNames, rerankFeatures } from "@/lib/rerank-features";

/** Kept traces have lost their order, and may hold features that are none any more. */
const placeOf = (name: string) => {
  const place = rerankFeatureNames.indexOf(name as RerankFeature);
  return place < 0 ? rerankFeatureNames.length : place;
};

/** What the built-in reranker saw in a chunk: each feature with its value. */
export function FeatureList({ features }: { features: Record<string, number> }) {
  const known = Object.entries(features).toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  return (
    <section aria-label="What the reranker saw" className="grid content-start gap-1.5">
      <h4 className="text-xs font-medium text-muted-foreground">What the reranker saw</h4>
      <dl className="grid grid-cols-1 text-[13px]">
        {known.map(([name, value]) => (
          <Feature key={name} name={name} value={value} />
        ))}
      </dl>
    </section>
  );
}

/** Its value, and what it means on hover and for who listens. */
function Feature({ name, value }: { name: string; value: number }) {
  const known = name in rerankFeatures ? rerankFeatures[name as RerankFeature] : null;
  return (
    <div className="flex justify-between gap-4 border-b py-1 last:border-0" title={known?.description}>
      <dt className="min-w-0 break-words">
        {known?.label ?? name}
        {known && <span className="sr-only">: {known.description}</span>}
      </dt>
      <dd className="tabular-nums">{formatValue(value)}</dd>
    </div>
  );
}

const formatValue = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(3));
