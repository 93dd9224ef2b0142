/**
 * What the built-in reranker looks at, in words for people: screens that explain a ranking show these beside the figures.
 * Client-safe.
 */
export const rerankFeatures = {
  fused: {
    label: "Score of the searches",
    description: "Its score from the searches, as a share of the best one's.",
  },
  company: { label: "Company", description: "What the search gave the five candidates most like it." },
  coverage: {
    label: "The question's words",
    description: "Share of the question's words it holds; rare ones count more.",
  },
  partial: {
    label: "Parts of its words",
    description: "Share of the other words that it holds a part or a form of.",
  },
  pairs: {
    label: "Words side by side",
    description: "Share of the question's neighbouring words that stand side by side in it.",
  },
  within10: {
    label: "Words within ten",
    description: "Most of the question's words that stand within ten of its words.",
  },
  within20: {
    label: "Words within twenty",
    description: "Most of the question's words that stand within twenty of its words.",
  },
  tight: {
    label: "Density",
    description: "How densely the question's words stand where they are closest together.",
  },
  often: { label: "Repeats", description: "How often it says the question's word that it says most." },
  focus: { label: "Focus", description: "How much of what it says is the question's words." },
  early: {
    label: "Words near its beginning",
    description: "How near its beginning the first of the question's words stands.",
  },
  headings: {
    label: "Words in its headings",
    description: "Share of the question's words in its title and headings.",
  },
  numbers: { label: "Numbers", description: "Share of the question's numbers it holds." },
  length: { label: "Length", description: "How long it is, against the other candidates." },
  variety: { label: "Variety", description: "Share of its words that it hasn't said before." },
  position: { label: "Place in the document", description: "How near the document's beginning it stands." },
} as const;

export type RerankFeature = keyof typeof rerankFeatures;
export const rerankFeatureNames = Object.keys(rerankFeatures) as RerankFeature[];
