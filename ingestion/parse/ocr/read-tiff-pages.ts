interface Size {
  width: number;
  height: number;
}

/** More pages than anybody scans into one file; also the end of a directory that points back at itself. */
const pagesMax = 10_000;
const widthTag = 256;
const heightTag = 257;
const shortType = 3;
const entryBytes = 12;

/** The size of each page of a TIFF, by its directories; nothing is decoded. Throws RangeError where it's cut off. */
export function readTiffPages(bytes: Buffer): Size[] {
  const isLittleEndian = bytes[0] === 0x49;
  const short = (at: number) => (isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const pages: Size[] = [];
  const seen = new Set<number>();
  let directory = long(4);
  while (directory !== 0 && !seen.has(directory) && pages.length < pagesMax) {
    seen.add(directory);
    const entries = short(directory);
    const size: Size = { width: 0, height: 0 };
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + i * entryBytes;
      const value = short(entry + 2) === shortType ? short(entry + 8) : long(entry + 8);
      if (short(entry) === widthTag) size.width = value;
      if (short(entry) === heightTag) size.height = value;
    }
    pages.push(size);
    directory = long(directory + 2 + entries * entryBytes);
  }
  return pages;
}
