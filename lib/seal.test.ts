import { expect, test } from "vitest";
import { openSecret, sealSecret } from "./seal.ts";

test("a sealed secret opens for its purpose alone, and not when it was changed", () => {
  const sealed = sealSecret("pässword", "document");
  expect(sealed).not.toContain("password");
  expect(openSecret(sealed, "document")).toBe("pässword");
  expect(sealSecret("pässword", "document")).not.toBe(sealed);
  expect(() => openSecret(sealed, "source")).toThrow("can't be opened");
  const [version, body = ""] = sealed.split(".");
  expect(() => openSecret(`${version}.A${body.slice(1)}`, "document")).toThrow("can't be opened");
  expect(() => openSecret("garbage", "document")).toThrow("can't be opened");
});
