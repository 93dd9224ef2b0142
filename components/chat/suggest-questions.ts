/** A question each that the documents of the sample collection answer, by file name. */
const sampleQuestions: Record<string, string> = {};

const questionsMax = 4;

/** Questions to begin with: for sample documents ones that they answer, for others what they are about. */
export function suggestQuestions(documents: { title: string; fileName: string }[]): string[] {
  const suggested = documents.map(
    ({ title, fileName }) => sampleQuestions[fileName] ?? `What does “${title}” say?`,
  );
  return [...new Set(suggested)].slice(0, questionsMax);
}
