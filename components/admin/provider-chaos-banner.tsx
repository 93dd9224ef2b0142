import { Alert } from "@/components/ui/alert";

/** Shown to every admin while an operator lets calls fail on purpose. */
export function ProviderChaosBanner({ failing }: { failing: { name: string; share: number }[] }) {
  if (failing.length === 0) return null;
  const which = failing.map(({ name, share }) => `${Math.round(share * 100)} % of calls to ${name}`);
  return (
    <Alert variant="warning">
      Calls fail on purpose, so that it can be seen how other models take over: {which.join(", ")}. An
      operator turned this on, and can turn it off under Providers.
    </Alert>
  );
}
