import { APICallError, RetryError } from "ai";

/** What is left of a text's length when the model finds it too long, and how often: to a twentieth at last. */
const shareLeft = 0.7;
const cutsMax = 8;

/**
 * Sends texts, and where the model refuses them as too long, cuts the longest and sends them again until they're taken: models
 * without truncation of their own don't say which of a batch it is, and their vocabularies aren't known here.
 */
export async function sendCutToFit<T>(texts: string[], send: (texts: string[]) => Promise<T>): Promise<T> {
  let values = texts;
  for (let cuts = 0; ; cuts++) {
    try {
      return await send(values);
    } catch (error) {
      if (cuts === cutsMax || !isTooLong(error)) throw error;
      const charsMax = Math.floor(Math.max(...values.map((value) => value.length)) * shareLeft);
      values = values.map((value) => value.slice(0, charsMax).toWellFormed());
    }
  }
}

/** OpenAI, vLLM and Ollama answer 400, Text Embeddings Inference 413; all name tokens or length, and a maximum. */
function isTooLong(thrown: unknown): boolean {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  if (!APICallError.isInstance(error) || ![400, 413, 422].includes(error.statusCode ?? 0)) return false;
  const said = `${error.message} ${error.responseBody ?? ""}`;
  return (
    /token|length|long/i.test(said) &&
    /max|exceed|less than|limit|too /i.test(said) &&
    !/batch size/i.test(said)
  );
}
