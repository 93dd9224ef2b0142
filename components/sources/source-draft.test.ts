import { expect, test } from "vitest";
import { sourceConfigSchema } from "@/lib/document";
import { configOf, credentialsOf, draftOf, suggestName } from "./source-draft";

test.each([
  { kind: "url" as const, url: "https://example.com/a.pdf" },
  { kind: "sitemap" as const, url: "https://example.com/sitemap.xml", pagesMax: 10 },
  { kind: "site" as const, url: "https://example.com/docs/", depthMax: 0, pagesMax: 7 },
  { kind: "feed" as const, url: "https://example.com/feed", entriesMax: 3 },
  { kind: "folder" as const, path: "/srv/documents" },
  {
    kind: "s3" as const,
    bucket: "b",
    prefix: "p/",
    region: "eu-central-1",
    endpoint: "https://s3.example.com",
  },
])("a $kind comes out of the form as it went in", (config) => {
  expect(configOf(draftOf({ name: "x", config }))).toEqual(config);
  expect(sourceConfigSchema.parse(config)).toEqual(config);
});

test("an address may leave the scheme out, and gives the source its name", () => {
  const draft = { ...draftOf(), url: " docs.example.com/guide/ " };
  expect(configOf(draft)).toMatchObject({ url: "https://docs.example.com/guide/" });
  expect(suggestName(draft)).toBe("docs.example.com/guide/");
  expect(suggestName({ ...draft, url: "" })).toBe("");
});

test("keys are sent only for a bucket, and only when they were typed", () => {
  const keys = { accessKeyId: "a", secretAccessKey: "s" };
  expect(credentialsOf({ ...draftOf(), kind: "s3" })).toBeUndefined();
  expect(credentialsOf({ ...draftOf(), kind: "site", ...keys })).toBeUndefined();
  expect(credentialsOf({ ...draftOf(), kind: "s3", ...keys })).toEqual(keys);
});
