import { afterEach, describe, expect, test, vi } from "vitest";
import { makePdf } from "../../testing/make-pdf.ts";
import { parsePdf } from "../parse-pdf.ts";
import { findScannedPages, type PageContent } from "./scanned-pages.ts";

const page = (content: Partial<PageContent>): PageContent => ({
  page: 1,
  characters: 0,
  pictureShare: 0,
  isUnreadable: false,
  ...content,
});

describe("pages that need OCR", () => {
  test("are those with pictures or unreadable letters and no text worth the name", () => {
    const pages = [
      page({ page: 1, pictureShare: 1 }),
      page({ page: 2, pictureShare: 1, characters: 20 }),
      page({ page: 3, pictureShare: 0.2 }),
      page({ page: 4, isUnreadable: true }),
    ];
    expect(findScannedPages(pages)).toEqual([1, 2, 3, 4]);
  });

  test("aren't blank ones, figures with a caption, or text over a background", () => {
    const pages = [
      page({}),
      page({ pictureShare: 0.3, characters: 30 }),
      page({ pictureShare: 1, characters: 400 }),
      page({ isUnreadable: true, characters: 400 }),
    ];
    expect(findScannedPages(pages)).toEqual([]);
  });
});

describe("where no OCR is installed", () => {
  afterEach(() => vi.unstubAllEnvs());
  const scan = { lines: [], pictures: [[0, 0, 595, 842] as [number, number, number, number]] };

  test("a scan is refused with that reason", async () => {
    vi.stubEnv("PATH", "/nowhere");
    await expect(parsePdf(makePdf([scan, []]))).rejects.toMatchObject({ code: "ocr_unavailable" });
  });

  test("a document with some scanned pages is read, and says which pages weren't", async () => {
    vi.stubEnv("PATH", "/nowhere");
    const document = await parsePdf(makePdf([[{ text: "The page with text.", y: 700 }], scan, scan]));
    expect(document.text).toBe("The page with text.");
    expect(document.pageStarts).toEqual([0, 19, 19]);
    expect(document.warnings).toEqual([
      "Pictures that may hold text weren't read, since no OCR is installed: page 2, 3.",
    ]);
  });
});
