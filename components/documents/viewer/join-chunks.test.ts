import { expect, test } from "vitest";
import { joinChunks } from "./join-chunks";

const document = "Alpha one. Alpha two. Beta one. Beta two. Gamma one. Gamma two.";
const chunk = (id: string, ordinal: number, charStart: number, charEnd: number) => ({
  id,
  ordinal,
  text: document.slice(charStart, charEnd),
  charStart,
  charEnd,
});
const chunks = [chunk("a", 0, 0, 31), chunk("b", 1, 22, 51), chunk("c", 2, 42, 63)];

test("chunks that overlap read as one text, and the cited one is whole", () => {
  expect(joinChunks(chunks, "b").map(({ text }) => text)).toEqual([
    "Alpha one. Alpha two.",
    "Beta one. Beta two. Gamma one",
    ". Gamma two.",
  ]);
  expect(joinChunks(chunks, "c").at(-1)).toMatchObject({ text: "Gamma one. Gamma two.", isCited: true });
});

test("a table that goes on keeps its header, and repeats no row", () => {
  const header = "| a |\n| --- |\n";
  const chunks = [
    { id: "1", ordinal: 0, text: `${header}| 1 |\n| 2 |`, charStart: 0, charEnd: header.length + 11 },
    {
      id: "2",
      ordinal: 1,
      text: `${header}| 2 |\n| 3 |`,
      charStart: header.length + 6,
      charEnd: header.length + 17,
    },
  ];
  expect(joinChunks(chunks, "1").map(({ text }) => text)).toEqual([
    `${header}| 1 |\n| 2 |`,
    `${header}| 3 |`,
  ]);
});
