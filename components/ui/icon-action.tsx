import type { ReactNode } from "react";
import { Button } from "./button";
import { Tooltip } from "./tooltip";

/** A quiet button that is an icon alone, at the end of a line. `label` names it together with the line that it's about. */
export function IconAction({
  tip,
  label,
  onClick,
  children,
}: {
  tip: string;
  label: string;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip content={tip}>
      <Button
        variant="ghost"
        size="icon-sm"
        className="text-muted-foreground hover:text-foreground"
        aria-label={label}
        onClick={onClick}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
