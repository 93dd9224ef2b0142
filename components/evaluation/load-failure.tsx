import { messageOf } from "@/components/admin/api-request";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

/** Says why a list couldn't be read, and offers to read it again. */
export function LoadFailure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Alert
      variant="destructive"
      action={
        <Button variant="outline" size="sm" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {messageOf(error)}
    </Alert>
  );
}
