import { CopyButton } from "@/components/chat/copy-button";

interface CopyFieldProps {
  label: string;
  text: string;
  /** Shows the text on several lines as it stands: a command. */
  isCode?: boolean;
}

/** Text to take away, with a button that copies it. Where the browser refuses to, one click selects it. */
export function CopyField({ label, text, isCode = false }: CopyFieldProps) {
  return (
    <div className="grid min-w-0 gap-1">
      <div className="flex items-center justify-between gap-3">
        <span className="text-[13px] font-medium">{label}</span>
        <CopyButton text={() => text} label={`Copy: ${label}`} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls sideways must be reachable by keyboard
        tabIndex={0}
        className={`rounded-md border bg-muted px-3 py-2 font-mono text-[13px] leading-relaxed select-all ${
          isCode ? "overflow-x-auto" : "break-all whitespace-pre-wrap"
        }`}
      >
        {text}
      </pre>
    </div>
  );
}
