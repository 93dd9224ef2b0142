import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { toText } from "hast-util-to-text";
import mammoth from "mammoth";
import rehypeParse from "rehype-parse";
import { unified } from "unified";
import { extractText, getDocumentProxy } from "unpdf";
import { decodeText } from "./decode-text.ts";
import { readZip } from "./read-zip.ts";

/**
 * What a format's library gives of a file by itself, before any of our work: the measure beside which ours is put in
 * evaluations and benchmarks. Of Office files other than DOCX it's all text in their XML; what isn't listed is decoded as text.
 */
export async function readBareText(path: string): Promise<string> {
  const bytes = await readFile(path);
  switch (extname(path).toLowerCase()) {
    case ".pdf": {
      const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
      try {
        return (await extractText(pdf, { mergePages: true })).text;
      } finally {
        await pdf.loadingTask.destroy();
      }
    }
    case ".docx":
      return (await mammoth.extractRawText({ buffer: bytes })).value;
    case ".pptx":
    case ".xlsx":
    case ".odt":
      return textOfXml(bytes);
    case ".html":
      return toText(unified().use(rehypeParse).parse(decodeText(bytes).text));
    default:
      return decodeText(bytes).text;
  }
}

async function textOfXml(bytes: Buffer): Promise<string> {
  const entries = (await readZip(bytes)).filter(({ name }) => name.endsWith(".xml"));
  const parts = await Promise.all(entries.map((entry) => entry.read()));
  return parts.map((part) => part.toString("utf8").replaceAll(/<[^>]*>/g, " ")).join("\n");
}
