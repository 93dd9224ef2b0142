import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { drawText } from "../../testing/draw-text.ts";
import { jpegOf, makeScan } from "../../testing/make-scan.ts";
import { openPdfForDrawing, scaleOf } from "./draw-pdf.ts";
import { findTesseract } from "./find-tesseract.ts";
import { ocrPages } from "./ocr-pages.ts";

// Tesseract takes a second a page, and many on a machine that runs the other tests meanwhile.
vi.setConfig({ testTimeout: 300_000 });

const hasTesseract = (await findTesseract()) !== null;
const folder = "../shared/data/documents/files";

/** "Invoice number 4711", 520 by 90 pixels, as a fax machine packs it (ITU T.6). */
const fax = Buffer.from(
  "////+VDO07MgJnagz4NzSOl///6//11XjqVDChf6RsIfCfX/muIJESiXiKRCoos9EvImPS/n2CDNGQzBEIcsghNAZBsEGUMoZ5hAwQPBAwQMoZg0tIkMhv6DugnhMIPQf6aemEHha6/6vp6aev6acWn66/4n56SJY9EsaJY4n5/E+ZsyJbRLHGlpf6bb6DfQbhB6b+mKbhBuEHkia//T+k+k6V0/009OldVpf/0qvr3//6vfS6/+3q+rpf/Ve6XS6/69a+h26///b0v//1/x//9cfWl/9v/////0v//pf////69f/v/5Yl//+WDoSKj/9////////+l////f///b7+yg7///v6//7rvTlD9v/1coeRdr//Suu+/9f7q///7G2u2lr+v9rr///sJdhWGEvhr/DCTDCX//6YrYpivY/5Y4piv//u1tNeyFH/7TX//6DWGEGF7X/tBhf/EREGYSBAwQiDBCIiIMEDBCIiMRERH////4AIAI=",
  "base64",
);
const width = 520;
const height = 90;

const faxPicture = {
  width,
  height,
  bytes: fax,
  dictionary: `/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns ${width} /Rows ${height} >> /ColorSpace /DeviceGray /BitsPerComponent 1`,
};

/** The same in a JBIG2 stream: a page, and a region that is packed as a fax is. */
function jbig2Picture() {
  const segment = (number: number, type: number, data: Buffer) => {
    const head = Buffer.alloc(11);
    head.writeUInt32BE(number, 0);
    head.set([type, 0, 1], 4);
    head.writeUInt32BE(data.length, 7);
    return Buffer.concat([head, data]);
  };
  const size = (bytes: number) => {
    const data = Buffer.alloc(bytes);
    data.writeUInt32BE(width, 0);
    data.writeUInt32BE(height, 4);
    return data;
  };
  const region = size(18);
  region[17] = 1;
  const bytes = Buffer.concat([segment(0, 48, size(19)), segment(1, 38, Buffer.concat([region, fax]))]);
  return {
    width,
    height,
    bytes,
    dictionary: "/Filter /JBIG2Decode /ColorSpace /DeviceGray /BitsPerComponent 1",
  };
}

describe("a page that is drawn for OCR", () => {
  test("has 300 dots per inch, within limits", () => {
    expect(scaleOf({ width: 595, height: 842 })).toBeCloseTo(300 / 72);
    const poster = { width: 3000, height: 4000 };
    expect(scaleOf(poster) ** 2 * poster.width * poster.height).toBeCloseTo(12_000_000);
    expect(scaleOf({ width: 144, height: 200 }) * 200).toBeCloseTo(2200);
    const strip = { width: 2, height: 14_400 };
    expect(scaleOf(strip) ** 2 * strip.width * strip.height).toBeLessThanOrEqual(12_000_001);
  });

  test("that doesn't exist is an error", async () => {
    const pdf = await openPdfForDrawing(makeScan([faxPicture]));
    await expect(pdf.drawPage(2)).rejects.toThrow();
    await pdf.close();
  });
});

describe("without tesseract", () => {
  test("there is no answer", async () => {
    const { PATH } = process.env;
    vi.resetModules();
    process.env.PATH = "/nowhere";
    try {
      const fresh = await import("./ocr-pages.ts");
      expect(await fresh.ocrPages({ bytes: makeScan([faxPicture]), pages: [1] })).toBeNull();
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe.skipIf(!hasTesseract)("scanned pages, with the tesseract of this machine", () => {
  test("are read in each format that scanners write", async () => {
    const photo = jpegOf(drawText(["The warranty covers two years", "from the day of purchase."]));
    const bytes = makeScan([photo, faxPicture, null, jbig2Picture()]);
    const { pages = [], warnings } = (await ocrPages({ bytes, pages: [1, 2, 3, 4] })) ?? {};
    expect(warnings).toEqual([]);
    expect(pages.map(({ page, lines }) => [page, lines.map(({ text }) => text)])).toEqual([
      [1, ["The warranty covers two years", "from the day of purchase."]],
      [2, ["Invoice number 4711"]],
      [3, []],
      [4, ["Invoice number 4711"]],
    ]);
  });

  test("have their lines where they are on the page", async () => {
    const bytes = makeScan([jpegOf(drawText(["Alpha beta gamma"], { width: 1000, height: 500 }))]);
    const [page] = (await ocrPages({ bytes, pages: [1] }))?.pages ?? [];
    const [line] = page?.lines ?? [];
    expect(line?.left).toBeCloseTo(0.1, 1);
    expect((line?.top ?? 0) + (line?.height ?? 0) / 2).toBeCloseTo(0.28, 1);
  });

  test("that claim to exist and don't are named in a warning", async () => {
    const result = await ocrPages({ bytes: makeScan([faxPicture]), pages: [1, 9] });
    expect(result?.pages.map(({ page }) => page)).toEqual([1]);
    expect(result?.warnings).toEqual(["Page 9 couldn't be read by OCR."]);
  });

  test.skipIf(!existsSync(folder))("of the development documents are read", async () => {
    const read = async (name: string, pages: number[]) => {
      const result = await ocrPages({ bytes: readFileSync(`${folder}/${name}`), pages });
      return result?.pages.flatMap(({ lines }) => lines.map(({ text }) => text)).join("\n");
    };
    expect(await read("loremipsum-flat.pdf", [1])).toContain("Lorem ipsum dolor sit amet");
    const report = await read("MEDRPT-2024-PAT-3847_medical_report_scan.pdf", [2]);
    for (const words of ["PHYSICAL EXAMINATION", "no lymphadenopathy", "Mastoid air cells are well aerated"])
      expect(report).toContain(words);
  });
});
