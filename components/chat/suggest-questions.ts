/** The sample collection and what can be asked about it. */
export interface Sample {
  collectionName: string;
  questions: string[];
}

interface AskableCollection {
  id: string;
  name: string;
  readyCount: number;
}

interface AskableDocument {
  title: string;
  collectionId: string;
}

const questionsMax = 4;

/**
 * Questions to begin with: what the reader's newest documents say, or, as long as the sample is all there is, questions
 * that it answers.
 */
export function suggestQuestions(
  documents: AskableDocument[],
  collections: AskableCollection[],
  { collectionName, questions }: Sample,
): string[] {
  const sampleId = collections.find(({ name, readyCount }) => name === collectionName && readyCount > 0)?.id;
  const own = documents.filter(({ collectionId }) => collectionId !== sampleId);
  const suggested =
    own.length > 0 ? own.map(({ title }) => `What does “${title}” say?`) : sampleId ? questions : [];
  return [...new Set(suggested)].slice(0, questionsMax);
}
