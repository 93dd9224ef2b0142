import { findIdentifyingData, personalDataNames } from "./find-personal-data.ts";
import { findSecrets } from "./find-secrets.ts";
import { maskSpans } from "./mask-spans.ts";

/** The text with masks in place of personal data that identifies somebody, and of keys and passwords. */
export function redactText(text: string): string {
  const names: Record<string, string> = personalDataNames;
  return maskSpans(text, [...findIdentifyingData(text), ...findSecrets(text)], (type) => names[type] ?? type);
}
