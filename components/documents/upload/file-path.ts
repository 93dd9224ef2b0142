/** Within the folder that a file came with, by the browser or by the drop zone; a file on its own has a bare name. */
type PickedFile = Pick<File, "name" | "webkitRelativePath"> & { path?: string };

/**
 * Where a file lies in the folder that was dropped or picked, that folder's name first: `handbook/travel/rail.md`. Null for
 * a file that came on its own. Names are normalised (NFC): macOS takes umlauts apart, and the same file must keep its path.
 */
export function filePath(file: PickedFile): string | null {
  const path = (file.webkitRelativePath || file.path || file.name).replace(/^\.?\//, "").normalize("NFC");
  return path.includes("/") ? path : null;
}

/** Whether a file is one that the system hides or makes for itself: .DS_Store, Thumbs.db, what lies in .git. */
export function isHiddenFile(file: PickedFile): boolean {
  const parts = (filePath(file) ?? file.name).split("/");
  return parts.some((part) => part.startsWith(".") || part === "__MACOSX") || file.name === "Thumbs.db";
}
