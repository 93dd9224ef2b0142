import { expect, test } from "vitest";
import { readSourceAnchor, sourceAnchor } from "./source-anchor";

test("what a mark leaves in the address names its citation again", () => {
  const place = { messageId: "0195a2b0-0000-7000-8000-000000000001", ordinal: 12 };
  expect(readSourceAnchor(`#${sourceAnchor(place)}`)).toEqual(place);
});

test.each(["", "#", "#main", "#message-0195a2b0", "#source-0195a2b0"])("%j names none", (hash) => {
  expect(readSourceAnchor(hash)).toBeNull();
});
