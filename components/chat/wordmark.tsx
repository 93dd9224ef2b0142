import { cn } from "@/lib/utils";

/** The sign: an open book on its stand. */
export function LecternSign({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={cn("size-6", className)}>
      <path d="M2.5 6.2 12 9l9.5-2.8v8.2L12 17.2l-9.5-2.8Z" fill="currentColor" opacity=".18" />
      <path
        d="M2.5 6.2 12 9l9.5-2.8v8.2L12 17.2l-9.5-2.8ZM12 9v12.5M8 21.5h8"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** The sign and the name. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn("flex items-center gap-2", className)}>
      <LecternSign className="size-5.5 text-primary" />
      <span className="font-serif text-[1.1875rem] leading-none font-semibold tracking-[-0.01em]">
        Lectern
      </span>
    </span>
  );
}
