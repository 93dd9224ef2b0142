// @ts-check
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What pdf.js loads by name while it draws: character maps of East Asian fonts, the standard fonts, decoders of images. */
const folders = ["cmaps", "standard_fonts", "wasm"];

/**
 * Puts what pdf.js needs beside its code under `public/pdfjs`, from the package that is installed, once per version. Git
 * and the build's fingerprint leave that folder out.
 *
 * @param {string} root   of the repository
 */
export function copyPdfjsAssets(root) {
  const source = join(root, "node_modules", "pdfjs-dist");
  const target = join(root, "public", "pdfjs");
  const stamp = join(target, "version");
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
  for (const folder of folders) cpSync(join(source, folder), join(target, folder), { recursive: true });
  writeFileSync(stamp, version);
}
