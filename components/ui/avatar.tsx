import { cn } from "@/lib/utils";

/** Up to two letters that stand for a name or, without one, for an email address. */
function initialsOf(name: string): string {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  const [first = "?", second] = words;
  return (first.charAt(0) + (second?.charAt(0) ?? "")).toUpperCase();
}

/** A person's initials in a circle. Decoration: the name stands beside it. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-full bg-accent text-[11px] font-semibold text-accent-foreground",
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
}
