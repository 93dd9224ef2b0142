import { expect, test } from "vitest";
import { ApiRequestError } from "@/components/admin/api-request";
import { undoFailure } from "./undo-failure";

test("a line that the workspace doesn't let models be told says so, and not what its writer should leave out", () => {
  const refused = new ApiRequestError(
    400,
    "invalid_request",
    "Your workspace doesn't show personal data to models: leave out the e-mail address.",
  );
  const { title, description } = undoFailure(refused);
  expect(title).toBe("The line stays taken away.");
  expect(description).toContain("doesn't let models be told");
  expect(description).not.toContain("leave out");
});

test("any other failure keeps the server's words", () => {
  const { description } = undoFailure(new ApiRequestError(0, "unreachable", "The server can't be reached."));
  expect(description).toBe("The server can't be reached.");
});
