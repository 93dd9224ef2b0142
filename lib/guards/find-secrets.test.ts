import { describe, expect, it } from "vitest";
import { findSecrets } from "./find-secrets.ts";

const foundIn = (text: string) =>
  findSecrets(text).map(({ type, start, end }) => [type, text.slice(start, end)]);
/** Made up here, so that no scanner takes this file for a leak. */
const random = (length: number) => "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC".repeat(4).slice(0, length);

describe("secrets", () => {
  it.each([
    [`Use sk-${random(40)}.`, "API key", `sk-${random(40)}`],
    [`token ghp_${random(36)}`, "access token", `ghp_${random(36)}`],
    ["id AKIA" + "ABCDEFGHIJKLMNOP!", "API key", "AKIA" + "ABCDEFGHIJKLMNOP"],
    ["password: Tr0ub4dor&3", "password", "Tr0ub4dor&3"],
    ["DB_PASSWORD=s3cret-pass", "password", "s3cret-pass"],
    ["Das Passwort ist Geheim123.", "password", "Geheim123"],
    ["密码：abc12345", "password", "abc12345"],
    [`The value is ${random(32)} here.`, "API key", random(32)],
  ])("are found in %j", (text, type, value) => {
    expect(foundIn(text)).toContainEqual([type, value]);
  });

  it.each([
    "Your password: required. Choose one of 8 characters.",
    "The password is case-sensitive and must be changed.",
    "password: <your password>, token: $TOKEN",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "id 0190163d-8694-739b-aea5-966c26f8ad91",
    "see https://example.com/docs/Getting-Started/with_Version2/index.html",
    "supercalifragilisticexpialidocious and Donaudampfschifffahrtsgesellschaftskapitaen",
    "api key: see the settings page",
  ])("aren't seen in %j", (text) => {
    expect(foundIn(text)).toEqual([]);
  });
});
