import { describe, expect, it } from "vitest";
import { isAllowedAddress } from "./is-allowed-address.ts";

const hosts = ["docs.example.com", "*.trusted.example"];

describe("an address in an answer", () => {
  it.each(["https://docs.example.com", "http://DOCS.example.com/a?b=c#d", "https://a.b.trusted.example/x"])(
    "may be a link where its host is allowed: %s",
    (address) => expect(isAllowedAddress(address, hosts)).toBe(true),
  );

  it.each([
    "https://evil.example",
    "https://docs.example.com.evil.example/",
    "https://trusted.example/",
    "https://nottrusted.example/",
    "https://docs.example.com@evil.example/",
    "https://docs.example.com\\@evil.example/",
    "https:\\\\docs.example.com",
    "//docs.example.com",
    "javascript:alert(1)//docs.example.com",
    "data:text/html,docs.example.com",
    "mailto:a@docs.example.com",
    "https&#58;//docs.example.com",
    "",
  ])("may be none otherwise: %s", (address) => expect(isAllowedAddress(address, hosts)).toBe(false));
});
