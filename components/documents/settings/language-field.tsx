"use client";

import { Field } from "@/components/ui/field";
import { LanguageSelect } from "../language-select";

/** What a collection's language is while nobody says another. */
export const usualLanguage = "eng";

interface LanguageFieldProps {
  value: string;
  /** Languages whose words are known, ISO 639-3. */
  languages: readonly string[];
  onChange: (value: string) => void;
}

/** The language of documents that don't tell their own: which forms of a word are found by each other. */
export function LanguageField({ value, languages, onChange }: LanguageFieldProps) {
  return (
    <Field
      label="Language"
      hint="Of documents too short or too technical to tell by themselves. By it, one form of a word finds the others."
      className="sm:max-w-sm"
    >
      {(control) => (
        <LanguageSelect
          control={control}
          value={value}
          languages={[value, usualLanguage, ...languages]}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
