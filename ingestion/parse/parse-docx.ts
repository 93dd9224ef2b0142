import mammoth from "mammoth";
import { AppError } from "../../lib/errors.ts";
import type { ParsedDocument } from "./element.ts";
import { parseConvertedHtml } from "./parse-html.ts";

/**
 * A Word document: headings by its styles, lists, tables as Markdown. Comments, headers and footers aren't read, tracked
 * changes are taken as accepted. Throws `corrupt_file`.
 */
export async function parseDocx(bytes: Buffer): Promise<ParsedDocument> {
  let imagesSkipped = 0;
  const convertImage = mammoth.images.imgElement(async () => {
    imagesSkipped += 1;
    return { src: "" };
  });
  const { value, messages } = await mammoth
    .convertToHtml({ buffer: bytes }, { convertImage, externalFileAccess: false })
    .catch((cause: unknown) => {
      throw new AppError("corrupt_file", { cause });
    });
  const hasEquations = messages.some(({ message }) => /\boMath/.test(message));
  return {
    ...parseConvertedHtml(value),
    parser: "mammoth 1.13",
    imagesSkipped,
    warnings: hasEquations ? ["Equations were left out."] : [],
  };
}
