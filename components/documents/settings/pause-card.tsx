import { SwitchCard } from "@/components/admin/switch-card";

interface PauseCardProps {
  isPaused: boolean;
  onChange: (isPaused: boolean) => Promise<void>;
}

/** Stops and resumes the collection's queue, at once. */
export function PauseCard({ isPaused, onChange }: PauseCardProps) {
  return (
    <SwitchCard title="Pause processing" checked={isPaused} onChange={onChange}>
      {isPaused
        ? "Queued documents of this collection wait. What is ready is still found, and a document that is being worked on is finished."
        : "While paused, queued documents of this collection wait, and other collections go first."}
    </SwitchCard>
  );
}
