/** A line to set: y from the bottom of an A4 page, in points. */
export interface PdfLine {
  text: string;
  y: number;
  x?: number;
  size?: number;
  /** PDF's text rendering mode; 3 draws nothing. */
  mode?: number;
  /** Red, green and blue, 0 to 1. */
  color?: [number, number, number];
}

/** A page with more than lines. */
export interface PdfPage {
  lines: PdfLine[];
  /** Degrees clockwise. */
  rotate?: 0 | 90 | 180 | 270;
  /** Left, bottom, right, top. */
  cropBox?: [number, number, number, number];
  /** Where a gray picture is drawn, before the lines: left, bottom, width, height. */
  pictures?: [number, number, number, number][];
  /** Lines drawn from one point to another: x, y, x, y. */
  rules?: [number, number, number, number][];
}

/** For tests: a PDF with a text layer, one list of lines per page, in Helvetica; plain ASCII without parentheses. */
export function makePdf(pages: (PdfLine[] | PdfPage)[]): Buffer {
  const kids = pages.map((_, i) => `${5 + i * 2} 0 R`).join(" ");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\x7f\nendstream",
    ...pages.flatMap((page, i) => toObjects(Array.isArray(page) ? { lines: page } : page, 6 + i * 2)),
  ];
  let file = "%PDF-1.7\n";
  const offsets = objects.map((body, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return String(offset).padStart(10, "0");
  });
  const entries = offsets.map((offset) => `${offset} 00000 n \n`).join("");
  const count = objects.length + 1;
  file += `xref\n0 ${count}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}

/** A page and its content, which is the object with the given number. */
function toObjects(
  { lines, rotate = 0, cropBox, pictures = [], rules = [] }: PdfPage,
  content: number,
): string[] {
  const drawn = [
    ...pictures.map(([x, y, width, height]) => `q ${width} 0 0 ${height} ${x} ${y} cm /Im1 Do Q`),
    ...rules.map(([x0, y0, x1, y1]) => `${x0} ${y0} m ${x1} ${y1} l S`),
    ...lines.map(
      ({ text, x = 72, y, size = 11, mode = 0, color = [0, 0, 0] }) =>
        `BT ${color.join(" ")} rg ${mode} Tr /F1 ${size} Tf ${x} ${y} Td (${text}) Tj ET`,
    ),
  ].join("\n");
  const resources =
    "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> /MediaBox [0 0 595 842]";
  const crop = cropBox ? ` /CropBox [${cropBox.join(" ")}]` : "";
  return [
    `<< /Type /Page /Parent 2 0 R /Rotate ${rotate}${crop} ${resources} /Contents ${content} 0 R >>`,
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
  ];
}
