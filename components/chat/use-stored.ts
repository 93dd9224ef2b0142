import { useEffect, useState } from "react";

/** State that this browser remembers. The same on the server and at first in the browser: `initial`. */
export function useStored<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState(initial);

  useEffect(() => {
    const stored = localStorage.getItem(key);
    if (stored === null) return;
    try {
      setValue(JSON.parse(stored) as Value);
    } catch {
      localStorage.removeItem(key);
    }
  }, [key]);

  const change = (next: Value) => {
    setValue(next);
    localStorage.setItem(key, JSON.stringify(next));
  };
  return [value, change];
}
