import type { AppliedFilter } from "@/lib/search";
import type { AnswerUsage, Citation, LecternMessage, Notice, SentenceVerdict } from "@/lib/turn";

/** What an answer's message carries, by kind. */
export interface ReadAnswer {
  text: string;
  /** In the order of the marks in the text. */
  citations: Citation[];
  /** In the order of the sentences in the text. */
  verdicts: SentenceVerdict[];
  notices: Notice[];
  /** What the search was narrowed to. */
  filters: AppliedFilter[];
  usage: AnswerUsage | null;
}

/**
 * Sorts a message's parts by kind. Works on one that is still being written. What stands before a restart was withdrawn, but for
 * notices that aren't of a place in it.
 */
export function readAnswer(message: LecternMessage): ReadAnswer {
  const read: ReadAnswer = { text: "", citations: [], verdicts: [], notices: [], filters: [], usage: null };
  for (const part of message.parts) {
    if (part.type === "text") read.text += part.text;
    else if (part.type === "data-citation") read.citations.push(part.data);
    else if (part.type === "data-verdict") read.verdicts.push(part.data);
    else if (part.type === "data-notice") addNotice(read, part.data);
    else if (part.type === "data-restart") restart(read, part.data);
    else if (part.type === "data-filters") read.filters = part.data;
    else if (part.type === "data-usage") read.usage = part.data;
  }
  read.verdicts.sort((a, b) => a.start - b.start);
  return read;
}

function restart(read: ReadAnswer, notice: Notice): void {
  const notices = read.notices.filter(({ position }) => position === undefined);
  Object.assign(read, { text: "", citations: [], verdicts: [], notices });
  addNotice(read, notice);
}

/** Who follows an answer from elsewhere is told of its restart when it happens and again by what is saved. */
function addNotice({ notices }: ReadAnswer, notice: Notice): void {
  const told = notice.kind === "rewritten" ? notices.findIndex(({ kind }) => kind === "rewritten") : -1;
  if (told === -1) notices.push(notice);
  else notices[told] = notice;
}

/** The text of a question. */
export function readText(message: LecternMessage): string {
  return message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}
