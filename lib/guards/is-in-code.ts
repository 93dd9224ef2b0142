/** A line that opens or closes a block of code, in a list or a quotation, too; what stands behind the signs is the code's language. */
const fenceLine = /^[\s>*+\d.)-]*(`{3,}|~{3,})([^`]*)$/;

/**
 * Whether what follows a text stands in code: behind a fence or a tick that nothing has closed. Told by what stands before alone, since an
 * answer is filtered while it's written. Markdown may see it otherwise, so nothing that could do harm may depend on it.
 */
export function isInCode(before: string): boolean {
  const lines = before.split("\n");
  const lastLine = lines.pop() ?? "";
  let fence = "";
  for (const line of lines) {
    const [, signs = "", rest = ""] = fenceLine.exec(line) ?? [];
    if (fence === "") fence = signs;
    else if (signs.startsWith(fence) && rest.trim() === "") fence = "";
  }
  return fence !== "" || opensSpan(lastLine);
}

/** Whether its last ticks open a span of code: as many ticks as opened one close it. */
function opensSpan(line: string): boolean {
  let open = "";
  for (const [ticks] of line.matchAll(/`+/g))
    if (open === "") open = ticks;
    else if (ticks === open) open = "";
  return open !== "";
}
