import { expect, test } from "vitest";
import { reasonMemberIsFixed, rolesGivenBy } from "./member-rules";

test("only owners make owners", () => {
  expect(rolesGivenBy("owner")).toEqual(["owner", "admin", "member"]);
  expect(rolesGivenBy("admin")).toEqual(["admin", "member"]);
});

test("an admin can't touch an owner, and nobody can touch the last one", () => {
  expect(reasonMemberIsFixed({ role: "owner" }, "admin", 3)).toContain("Only an owner");
  expect(reasonMemberIsFixed({ role: "owner" }, "owner", 1)).toContain("last owner");
  expect(reasonMemberIsFixed({ role: "owner" }, "owner", 2)).toBeNull();
  expect(reasonMemberIsFixed({ role: "admin" }, "admin", 1)).toBeNull();
});
