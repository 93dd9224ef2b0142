import { describe, expect, test } from "vitest";
import type { DocumentView } from "../document-view";
import { cursorBefore, type DocumentList, emptyList, mergePage, withoutDocuments } from "./document-list";

const documents = (ids: string, status = "ready") =>
  [...ids].map((id) => ({ id, status }) as unknown as DocumentView);
const page = (ids: string, more = true, status?: string) => ({
  documents: documents(ids, status),
  nextCursor: more ? `after-${ids.at(-1)}` : null,
});
const idsOf = ({ rows }: DocumentList) => rows.map(({ id }) => id).join("");
/** Two pages of three, with more to come. */
const read = mergePage(mergePage(emptyList, page("abc"), true), page("def"), false);

describe("a long list of documents", () => {
  test("grows by the page that follows, and says whether there is more", () => {
    expect(idsOf(read)).toBe("abcdef");
    expect(read.hasMore).toBe(true);
    const whole = mergePage(read, page("gh", false), false);
    expect(idsOf(whole)).toBe("abcdefgh");
    expect(whole.hasMore).toBe(false);
  });

  test("takes new documents in at the top and keeps what it has below", () => {
    expect(idsOf(mergePage(read, page("xab"), true))).toBe("xabcdef");
  });

  test("drops what the first page covers and doesn't hold any more", () => {
    expect(idsOf(mergePage(read, page("acd"), true))).toBe("acdef");
  });

  test("begins anew when more came than a page holds, so that it never has a gap", () => {
    const anew = mergePage(read, page("xyz"), true);
    expect(idsOf(anew)).toBe("xyz");
    expect(anew.hasMore).toBe(true);
  });

  test("is emptied by a first page that is empty or the whole list", () => {
    expect(idsOf(mergePage(read, page("", false), true))).toBe("");
    expect(idsOf(mergePage(read, page("ab", false), true))).toBe("ab");
    expect(mergePage(read, page("ab", false), true).hasMore).toBe(false);
  });

  test("renews a page in the middle, without what is gone from there", () => {
    const renewed = mergePage(read, page("ceg", true, "failed"), false);
    expect(idsOf(renewed)).toBe("abceg");
    expect(renewed.rows.filter(({ status }) => status === "failed").map(({ id }) => id)).toEqual([
      "c",
      "e",
      "g",
    ]);
  });

  test("can be read on after a document whose page ended with one that was deleted since", () => {
    const left = withoutDocuments(read, new Set(["c", "e", "f"]));
    expect(idsOf(left)).toBe("abd");
    expect(cursorBefore(left, 3)).toBe("after-f");
    expect(cursorBefore(left, 2)).toBe("after-c");
    expect(cursorBefore(left, 1)).toBeNull();
  });
});
