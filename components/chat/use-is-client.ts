import { useSyncExternalStore } from "react";

const subscribe = () => () => {};

/** False on the server and while its markup is taken over, true after: for what depends on the reader's clock or screen. */
export function useIsClient(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}
