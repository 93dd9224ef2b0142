/** A mail's date as "2022-12-23 18:08 UTC"; one that can't be read as it stands, none as an empty string. */
export function formatDate(date: string | undefined): string {
  const time = Date.parse(date ?? "");
  if (Number.isNaN(time)) return date ?? "";
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
