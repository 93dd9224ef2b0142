import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, test, vi } from "vitest";
import { drawText } from "../testing/draw-text.ts";
import { makeTiff } from "../testing/make-tiff.ts";
import { findTesseract } from "./ocr/find-tesseract.ts";
import { openPicture, scaleOf } from "./ocr/open-picture.ts";
import { parseImage } from "./parse-image.ts";

// Tesseract takes a second a picture, and many on a machine that runs the other tests meanwhile.
vi.setConfig({ testTimeout: 300_000 });

const hasTesseract = (await findTesseract()) !== null;
const sign = drawText(["The lift is out of order.", "Use the stairs."]);

/** A PNG whose header claims a size and that has no pixels. */
function hugePng(width: number, height: number): Buffer {
  const header = Buffer.from("89504e470d0a1a0a0000000d49484452000000000000000008020000000000000000", "hex");
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

/** With EXIF data that says how the camera was held. */
function turnJpeg(jpeg: Buffer, orientation: number): Buffer {
  const exif = Buffer.from(
    "ffe100224578696600004d4d002a000000080001011200030000000100000000000000000000",
    "hex",
  );
  exif.writeUInt16BE(orientation, 28);
  return Buffer.concat([jpeg.subarray(0, 2), exif.subarray(0, 36), jpeg.subarray(2)]);
}

describe("a picture", () => {
  test("without tesseract fails with that reason and its remedy", async () => {
    const failure = parseImage(sign.encodeSync("png"), async () => null);
    await expect(failure).rejects.toMatchObject({
      code: "ocr_unavailable",
      publicMessage: expect.stringContaining("Install tesseract"),
    });
  });

  test("that claims a hundred thousand pixels a side isn't decoded", async () => {
    const refusal = parseImage(hugePng(100_000, 100_000));
    await expect(refusal).rejects.toMatchObject({ code: "parse_limit_exceeded" });
  });

  test("that is cut off or empty is damaged", async () => {
    const png = sign.encodeSync("png");
    for (const broken of [png.subarray(0, 20), hugePng(0, 0), Buffer.from("II*\0\xff\xff\xff\x7f", "latin1")])
      await expect(parseImage(broken)).rejects.toMatchObject({ code: "corrupt_file" });
  });

  test("whose TIFF directory points back at itself has the pages that it has", () => {
    const tiff = makeTiff([sign]);
    const directory = tiff.readUInt32LE(4);
    tiff.writeUInt32LE(directory, tiff.length - 4);
    expect(openPicture(tiff).pageCount).toBe(1);
  });

  test("is drawn larger where its letters are small and smaller where it's huge", () => {
    expect(scaleOf({ width: 800, height: 600 })).toBe(2);
    expect(scaleOf({ width: 2000, height: 1000 })).toBe(1);
    expect(scaleOf({ width: 8000, height: 6000 })).toBe(0.5);
  });
});

describe.skipIf(!hasTesseract)("a picture, with the tesseract of this machine", () => {
  test.each(["png", "jpeg", "webp"] as const)("as %s is read, with its lines' boxes", async (format) => {
    const parsed = await parseImage(format === "png" ? sign.encodeSync(format) : sign.encodeSync(format, 90));
    const { text, boxes = [], pageStarts, ocrPages, parser } = parsed;
    expect(text.replace(/\s+/g, " ")).toBe("The lift is out of order. Use the stairs.");
    expect(boxes.map(([start, end, page]) => [text.slice(start, end), page])).toEqual([
      ["The lift is out of order.", 1],
      ["Use the stairs.", 1],
    ]);
    expect({ pageStarts, ocrPages }).toEqual({ pageStarts: [0], ocrPages: [1] });
    expect(parser).toMatch(/^tesseract \d.* \(eng\)$/);
  });

  test("is turned as the camera was", async () => {
    const upsideDown = createCanvas(sign.width, sign.height);
    const context = upsideDown.getContext("2d");
    context.rotate(Math.PI);
    context.drawImage(sign, -sign.width, -sign.height);
    const { text } = await parseImage(turnJpeg(upsideDown.encodeSync("jpeg", 90), 3));
    expect(text).toContain("The lift is out of order.");
  });

  test("as a TIFF has its pages", async () => {
    const blank = drawText([]);
    const { text, pageStarts, boxes } = await parseImage(makeTiff([sign, blank, drawText(["Third page"])]));
    expect(pageStarts?.map((start, i) => text.slice(start, pageStarts[i + 1]).trim())).toEqual([
      expect.stringContaining("stairs"),
      "",
      "Third page",
    ]);
    expect(boxes?.at(-1)?.[2]).toBe(3);
  });

  test("without any text is a failure that says so", async () => {
    await expect(parseImage(drawText([]).encodeSync("png"))).rejects.toMatchObject({ code: "no_text_found" });
  });
});
