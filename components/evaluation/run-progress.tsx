import { formatCount, formatPlural } from "@/components/admin/format-figures";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { Progress } from "@/components/ui/progress";
import type { RunView } from "./set-view";

/** How far the latest run is, or that it ended before it was through; nothing of one that is done. */
export function RunProgress({ run: { state, measured, questions } }: { run: RunView }) {
  const howFar = `${formatCount(measured)} of ${formatPlural(questions, "question")}`;
  if (state === "done") return null;
  if (state === "died")
    return (
      <Alert variant="warning">
        The last run ended early, after {howFar}, and nothing of it was kept. Run the set again.
      </Alert>
    );
  return (
    <Card className="grid gap-2 px-4 py-3">
      <Progress share={questions > 0 ? measured / questions : null} label="Questions measured" />
      <p role="status" className="text-[13px] text-muted-foreground tabular-nums">
        {howFar} measured. It goes on when you leave this page.
      </p>
    </Card>
  );
}
