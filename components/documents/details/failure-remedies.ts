/**
 * What a person can do about a document that failed, by the error's code. A code that isn't here has no better remedy than
 * trying again.
 */
const remedies: Record<string, string> = {
  encrypted_file: "Enter its password below, or upload a copy that is saved without one.",
  wrong_password: "Enter the right password below. Passwords tell capital letters from small ones.",
  corrupt_file: "Open it in the program that made it, save it again, and upload that.",
  no_text_found: "It holds no text that could be found: upload a version with text in it, or a sharper scan.",
  ocr_unavailable:
    "Its pages are pictures. Ask whoever runs this server to install tesseract, then try again; or upload a version with text.",
  macro_enabled_file: "Save it without macros, as .docx, .xlsx or .pptx, and upload that.",
  file_type_mismatch: "Rename it to the ending that fits what is in it, and upload it again.",
  unsupported_file_type: "Save it as PDF, or as one of the types named above the list, and upload that.",
  parse_limit_exceeded: "Split it into smaller files and upload those.",
  archive_refused: "Unpack it yourself, and upload the folder.",
  quarantined:
    "Reading it stopped the worker more than once, so it is kept apart. Save it again in the program that made it, and upload that.",
  file_too_large: "Split it into smaller files and upload those.",
  empty_file: "There is nothing in it. Check that it was saved, and upload it again.",
  embedding_failed: "The file is fine. Try again once the embedding model answers.",
  embedding_length_changed: "The file is fine. Embed the collection anew in its settings, then try again.",
  provider_unavailable: "The file is fine. Try again in a while.",
  blob_store_unavailable: "The stored file couldn't be read. Try again, or tell whoever runs this server.",
  source_unreachable: "Check that its address can still be reached, and try again.",
};

/** What to do about a failure, in plain words. */
export function remedyFor(code: string): string {
  return remedies[code] ?? "Try again. If it fails the same way, upload the file in another format.";
}
