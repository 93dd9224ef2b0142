"use client";

import { useState } from "react";
import { messageOf } from "./api-request";

/**
 * Runs a form's action once at a time. `submit` resolves to whether it went well; when it didn't, `failure` is the
 * reason in words for the reader.
 */
export function useSubmit() {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function submit(action: () => Promise<void>): Promise<boolean> {
    if (isBusy) return false;
    setIsBusy(true);
    setFailure(null);
    try {
      await action();
      return true;
    } catch (thrown) {
      setFailure(messageOf(thrown));
      return false;
    } finally {
      setIsBusy(false);
    }
  }

  return { isBusy, failure, setFailure, submit };
}
