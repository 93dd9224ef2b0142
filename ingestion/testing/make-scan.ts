import type { Canvas } from "@napi-rs/canvas";

/** A picture as it lies in a PDF. */
export interface ScannedPicture {
  width: number;
  height: number;
  /** Of the PDF's image dictionary: filter, colours, bits. */
  dictionary: string;
  bytes: Buffer;
}

/** For tests: a page of a scan as a JPEG. */
export function jpegOf(canvas: Canvas): ScannedPicture {
  const dictionary = "/Filter /DCTDecode /ColorSpace /DeviceRGB /BitsPerComponent 8";
  return { width: canvas.width, height: canvas.height, dictionary, bytes: canvas.encodeSync("jpeg", 90) };
}

/** For tests: a PDF without any text, one picture per page at 200 dpi; null is a page with nothing on it. */
export function makeScan(pictures: (ScannedPicture | null)[]): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  const write = (...pieces: (string | Buffer)[]) => {
    for (const piece of pieces) {
      const bytes = Buffer.from(piece as string, "latin1");
      parts.push(bytes);
      length += bytes.length;
    }
  };
  const writeObject = (body: string, stream?: string | Buffer) => {
    offsets.push(length);
    write(
      `${offsets.length} 0 obj\n${body}\n`,
      ...(stream ? ["stream\n", stream, "\nendstream\n"] : []),
      "endobj\n",
    );
  };
  const kids = pictures.map((_, i) => `${3 + i * 3} 0 R`).join(" ");
  write("%PDF-1.7\n");
  writeObject("<< /Type /Catalog /Pages 2 0 R >>");
  writeObject(`<< /Type /Pages /Kids [${kids}] /Count ${pictures.length} >>`);
  for (const [i, picture] of pictures.entries()) {
    const [width, height] = picture ? [picture.width * 0.36, picture.height * 0.36] : [595, 842];
    const image = `/Resources << /XObject << /Scan ${5 + i * 3} 0 R >> >> /Contents ${4 + i * 3} 0 R`;
    const drawing = picture ? `q ${width} 0 0 ${height} 0 0 cm /Scan Do Q` : " ";
    writeObject(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] ${image} >>`);
    writeObject(`<< /Length ${drawing.length} >>`, drawing);
    if (!picture) writeObject("null");
    else {
      const size = `/Width ${picture.width} /Height ${picture.height} /Length ${picture.bytes.length}`;
      writeObject(`<< /Type /XObject /Subtype /Image ${size} ${picture.dictionary} >>`, picture.bytes);
    }
  }
  const start = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = `/Size ${offsets.length + 1}`;
  write(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${entries}`);
  write(`trailer\n<< ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.concat(parts);
}
