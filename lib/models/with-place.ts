import type { ModelSpec } from "./model-spec.ts";
import { enterProvider, type PlaceRequest } from "./provider-queue.ts";
import { callLimitsOf } from "./provider-settings.ts";

/** What `call` returns, made once the model's provider has a place for it; that is given back however it ends. Throws as enterProvider does. */
export async function withPlace<T>(
  { provider }: Pick<ModelSpec, "provider">,
  request: Omit<PlaceRequest, "concurrencyMax">,
  call: () => Promise<T>,
): Promise<T> {
  const leave = await enterProvider(provider, {
    concurrencyMax: callLimitsOf(provider).concurrencyMax,
    ...request,
  });
  try {
    return await call();
  } finally {
    leave();
  }
}
