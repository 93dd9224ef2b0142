import {
  CircleSlash,
  History,
  Info,
  type LucideIcon,
  Replace,
  RotateCcw,
  SearchX,
  Square,
  Unplug,
} from "lucide-react";
import type { ReactNode } from "react";
import type { Notice, NoticeKind } from "@/lib/turn";

const icons: Record<NoticeKind, LucideIcon> = {
  cached: History,
  failed_over: Replace,
  degraded: Info,
  refused: CircleSlash,
  rewritten: RotateCcw,
  abstained: SearchX,
  stopped: Square,
  interrupted: Unplug,
};

/** How the answer came to be, where that isn't the usual way. `children`: what can be done about it. */
export function NoticeLine({ notice, children }: { notice: Notice; children?: ReactNode }) {
  const Icon = icons[notice.kind] ?? Info;
  return (
    <p className="flex items-start gap-2 rounded-md bg-muted px-3 py-2 text-[13px] leading-snug text-muted-foreground">
      <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>
        {notice.text}
        {children && <> {children}</>}
      </span>
    </p>
  );
}
