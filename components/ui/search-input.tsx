import { type LucideIcon, Search } from "lucide-react";
import { cn } from "@/lib/utils";
import { Input } from "./input";

/** A field for words to search for, with its icon. Its label stands in it until something is typed. */
export function SearchInput({
  label,
  icon: Icon = Search,
  value,
  onChange,
  className,
}: {
  label: string;
  icon?: LucideIcon;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}) {
  return (
    <div className={cn("relative", className)}>
      <Icon aria-hidden className="absolute top-2.5 left-2.5 size-4 text-muted-foreground" />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        className="pl-8.5"
        maxLength={200}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
