import type { ReactNode } from "react";
import type { FieldControl } from "@/components/ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger } from "@/components/ui/select";
import { languageName } from "./details/language-name";

interface LanguageSelectProps {
  control: FieldControl;
  value: string;
  /** ISO 639-3, in any order. */
  languages: readonly string[];
  /** A choice that is no language, before the others. */
  children?: ReactNode;
  onChange: (value: string) => void;
}

/** One language of several, by their names. */
export function LanguageSelect({ control, value, languages, children, onChange }: LanguageSelectProps) {
  const offered = [...new Set(languages)].toSorted((a, b) =>
    languageName(a).localeCompare(languageName(b), "en"),
  );
  return (
    <Select value={value} onValueChange={onChange}>
      <SelectTrigger {...control} />
      <SelectContent>
        {children}
        {offered.map((language) => (
          <SelectItem key={language} value={language}>
            {languageName(language)}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
