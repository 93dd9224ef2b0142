import iconv from "iconv-lite";
import { AppError } from "../../../lib/errors.ts";
import { type RtfToken, tokenizeRtf } from "./tokenize-rtf.ts";

export interface RtfParagraph {
  text: string;
  /** 1 to 6 of a heading. */
  level?: number;
  isListItem: boolean;
  /** Of a table's row: its cells. `text` is empty then. */
  cells?: string[];
}

export interface RtfContent {
  title: string | null;
  paragraphs: RtfParagraph[];
  notes: string[];
  comments: string[];
  images: number;
}

/** Groups with nothing to read in them, besides those marked `\*` as not for everybody. */
const leftOut = new Set(
  "fonttbl colortbl header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc aftnsep fldinst pict object nonshppict themedata datastore listtable listoverridetable revtbl rsidtbl generator xmlnstbl filetbl author operator company category keywords comment subject doccomm manager hlinkbase bkmkstart bkmkend atnid atnref atndate atnparent template listname".split(
    " ",
  ),
);
/** Of the groups marked `\*`, those with text. */
const kept = new Set(["shptxt", "annotation", "atnauthor", "shppict", "shpinst", "shp"]);
const characters: Record<string, string> = {
  tab: "\t",
  line: "\n",
  emdash: "—",
  endash: "–",
  lquote: "‘",
  rquote: "’",
  ldblquote: "“",
  rdblquote: "”",
  bullet: "•",
  emspace: " ",
  enspace: " ",
  qmspace: " ",
  nestcell: " ",
  "~": "\u00a0",
  _: "-",
};
const codePages: Record<number, string> = {
  77: "macintosh",
  128: "shift_jis",
  129: "cp949",
  134: "gb18030",
  136: "big5",
  161: "windows-1253",
  162: "windows-1254",
  163: "windows-1258",
  177: "windows-1255",
  178: "windows-1256",
  186: "windows-1257",
  204: "windows-1251",
  222: "windows-874",
  238: "windows-1250",
};
/** Deeper than any program nests groups. */
const depthMax = 5000;

type Target = "body" | "title" | "note" | "annotation" | "author" | "listMark" | "fonts" | "styles" | "none";

interface State {
  target: Target;
  font: number;
  /** Characters that stand for the one after `\u`, for readers that don't know it. */
  fallbackLength: number;
  isHidden: boolean;
}

/** Reads RTF's text with what it says of headings, lists, tables, notes and comments. Throws `corrupt_file` for what isn't RTF. */
export function readRtf(source: string): RtfContent {
  if (!source.trimStart().startsWith("{\\rtf"))
    throw new AppError("corrupt_file", { message: "no RTF header" });
  return new RtfReader().read(source);
}

/** The state of reading: where text goes (the target), how its bytes are decoded, and the paragraph and row at hand. */
class RtfReader {
  readonly content: RtfContent = { title: null, paragraphs: [], notes: [], comments: [], images: 0 };
  readonly stack: State[] = [];
  state: State = { target: "body", font: -1, fallbackLength: 1, isHidden: false };
  defaultEncoding = "windows-1252";
  defaultFont = -1;
  readonly fontEncodings = new Map<number, string>();
  readonly styleLevels = new Map<number, number>();
  readonly texts = new Map<Target, string>();
  /** Bytes since the last control word: a character may be two of them. */
  bytes: number[] = [];
  /** Characters of a fallback that are left out. */
  toSkip = 0;
  isStarred = false;
  paragraph = { level: 0, isListItem: false, isInTable: false };
  row: string[] = [];
  styleId = 0;

  read(source: string): RtfContent {
    for (const token of tokenizeRtf(source)) this.take(token);
    this.flushBytes();
    this.endRow();
    this.endParagraph();
    return this.content;
  }

  take(token: RtfToken): void {
    // Pictures are megabytes of digits.
    if (this.state.target === "none" && (token.kind === "byte" || token.kind === "text")) return;
    if (token.kind === "byte") {
      if (this.toSkip > 0) this.toSkip -= 1;
      else this.bytes.push(token.byte);
      return;
    }
    if (token.kind === "text") {
      // The second byte of a character may be written as the ASCII letter that it also is.
      for (const character of token.text.slice(this.toSkip)) this.bytes.push(character.charCodeAt(0));
      this.toSkip = Math.max(0, this.toSkip - token.text.length);
      this.flushBytes();
      return;
    }
    this.flushBytes();
    if (token.kind === "open") this.open();
    else if (token.kind === "close") this.close();
    else if (token.kind === "word") this.control(token.word, token.parameter);
    else if (token.symbol === "*") this.isStarred = true;
    else if (token.symbol === "\n" || token.symbol === "\r") this.control("par", null);
    else this.write(characters[token.symbol] ?? ("\\{}".includes(token.symbol) ? token.symbol : ""));
  }

  open(): void {
    this.toSkip = 0;
    this.isStarred = false;
    this.stack.push({ ...this.state });
    if (this.stack.length > depthMax) throw new AppError("parse_limit_exceeded", { message: "RTF too deep" });
  }

  close(): void {
    this.toSkip = 0;
    const ended = this.state.target;
    this.state = this.stack.pop() ?? this.state;
    if (this.state.target === ended) return;
    const said = this.textOf(ended).replace(/\s+/g, " ").trim();
    if (ended === "title") this.content.title = said || null;
    else if (ended === "note" && said) {
      this.content.notes.push(said);
      this.write(`[${this.content.notes.length}]`);
    } else if (ended === "annotation" && said) {
      const author = this.textOf("author").trim();
      this.content.comments.push(author ? `${author}: ${said}` : said);
      this.texts.delete("author");
    } else if (ended === "listMark" && said) this.paragraph.isListItem = true;
    if (ended !== "body" && ended !== "author" && ended !== "listMark") this.texts.delete(ended);
  }

  control(word: string, parameter: number | null): void {
    const wasStarred = this.isStarred;
    this.isStarred = false;
    if (this.state.target === "none") return;
    if (word === "pict") this.content.images += 1;
    if (word === "fonttbl") this.state.target = "fonts";
    else if (leftOut.has(word) || (wasStarred && !kept.has(word))) this.state.target = "none";
    else if (characters[word] !== undefined) this.write(characters[word]);
    else if (targets[word]) this.state.target = targets[word];
    else if (Object.hasOwn(controls, word)) controls[word]?.(this, parameter);
  }

  write(text: string): void {
    const { isHidden, target } = this.state;
    if (!isHidden && target !== "none") this.texts.set(target, this.textOf(target) + text);
  }

  textOf(target: Target): string {
    return this.texts.get(target) ?? "";
  }

  flushBytes(): void {
    if (this.bytes.length === 0) return;
    const font = this.state.font < 0 ? this.defaultFont : this.state.font;
    const encoding = this.fontEncodings.get(font) ?? this.defaultEncoding;
    this.write(iconv.decode(Buffer.from(this.bytes), encoding));
    this.bytes = [];
  }

  /** Within a cell, paragraphs are lines of its text. */
  endParagraph(): void {
    const text = this.textOf("body").trim();
    const { level, isListItem, isInTable } = this.paragraph;
    if (isInTable) this.write("\n");
    else {
      const heading = level > 0 && level <= 6 ? { level } : {};
      if (text) this.content.paragraphs.push({ text, isListItem, ...heading });
      this.texts.delete("body");
      this.paragraph.isListItem = isListItem && this.textOf("listMark") !== "";
    }
    this.texts.delete("listMark");
  }

  endCell(): void {
    this.row.push(this.textOf("body").replace(/\s+/g, " ").trim());
    this.texts.delete("body");
  }

  endRow(): void {
    if (this.row.some(Boolean))
      this.content.paragraphs.push({ text: "", isListItem: false, cells: this.row });
    this.row = [];
  }

  breakParagraph(): void {
    if (this.state.target === "body") this.endParagraph();
    else this.write("\n");
  }
}

/** Groups whose text goes elsewhere than to the body. */
const targets: Record<string, Target> = {
  stylesheet: "styles",
  title: "title",
  footnote: "note",
  annotation: "annotation",
  atnauthor: "author",
  listtext: "listMark",
  pntext: "listMark",
};

const controls: Record<string, (reader: RtfReader, parameter: number | null) => void> = {
  ansicpg(reader, parameter) {
    if (parameter && iconv.encodingExists(`cp${parameter}`)) reader.defaultEncoding = `cp${parameter}`;
  },
  mac(reader) {
    reader.defaultEncoding = "macintosh";
  },
  deff(reader, parameter) {
    reader.defaultFont = parameter ?? -1;
  },
  f(reader, parameter) {
    reader.state.font = parameter ?? -1;
  },
  fcharset({ state, fontEncodings, defaultEncoding }, parameter) {
    const encoding = parameter ? codePages[parameter] : defaultEncoding;
    if (state.target === "fonts" && encoding) fontEncodings.set(state.font, encoding);
  },
  s(reader, parameter) {
    reader.styleId = parameter ?? 0;
    if (reader.state.target !== "styles")
      reader.paragraph.level = reader.styleLevels.get(reader.styleId) ?? reader.paragraph.level;
  },
  outlinelevel(reader, parameter) {
    const level = (parameter ?? 8) + 1;
    if (reader.state.target === "styles") reader.styleLevels.set(reader.styleId, level);
    else reader.paragraph.level = level;
  },
  uc({ state }, parameter) {
    state.fallbackLength = Math.max(0, parameter ?? 1);
  },
  u(reader, parameter) {
    reader.write(String.fromCharCode((parameter ?? 0) & 0xffff));
    reader.toSkip = reader.state.fallbackLength;
  },
  v({ state }, parameter) {
    state.isHidden = parameter !== 0;
  },
  deleted({ state }, parameter) {
    state.isHidden = parameter !== 0;
  },
  plain({ state }) {
    state.isHidden = false;
  },
  pard(reader) {
    reader.paragraph = { level: 0, isListItem: reader.textOf("listMark") !== "", isInTable: false };
  },
  intbl({ paragraph }) {
    paragraph.isInTable = true;
  },
  par: (reader) => reader.breakParagraph(),
  sect: (reader) => reader.breakParagraph(),
  page: (reader) => reader.breakParagraph(),
  cell: (reader) => reader.endCell(),
  row: (reader) => reader.endRow(),
};
