/**
 * What the built-in reranker looks at, in words for people: screens that explain a ranking show these beside the figures.
 * Client-safe.
 */
export const rerankFeatures = {
  fused: { label: "Search", description: "Its score from the searches, as a share of the best one's." },
  coverage: {
    label: "Coverage",
    description: "Share of the question's words it holds; rare ones count more.",
  },
  partial: {
    label: "Word parts",
    description: "Share of the other words that it holds a part or a form of.",
  },
  pairs: {
    label: "Phrases",
    description: "Share of the question's neighbouring words that stand side by side in it.",
  },
  within10: {
    label: "Close together",
    description: "Most of the question's words that stand within ten of its words.",
  },
  within20: {
    label: "In one place",
    description: "Most of the question's words that stand within twenty of its words.",
  },
  early: { label: "Early", description: "How near its beginning the first of the question's words stands." },
  headings: { label: "Headings", description: "Share of the question's words in its title and headings." },
  numbers: { label: "Numbers", description: "Share of the question's numbers it holds." },
  length: { label: "Length", description: "How long it is, against the other candidates." },
  position: { label: "Place", description: "How near the document's beginning it stands." },
} as const;

export type RerankFeature = keyof typeof rerankFeatures;
export const rerankFeatureNames = Object.keys(rerankFeatures) as RerankFeature[];
