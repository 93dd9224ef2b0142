import { useEffect, useState } from "react";

/** What is being typed, kept for this tab, so that a reload or a look at another conversation doesn't lose it. */
export function useDraft(key: string): [string, (text: string) => void] {
  const storageKey = `lectern.draft.${key}`;
  const [draft, setDraft] = useState("");

  useEffect(() => {
    setDraft(sessionStorage.getItem(storageKey) ?? "");
  }, [storageKey]);

  const change = (text: string) => {
    setDraft(text);
    if (text === "") sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, text);
  };
  return [draft, change];
}
