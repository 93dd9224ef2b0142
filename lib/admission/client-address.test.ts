import { expect, it, vi } from "vitest";
import { clientAddress } from "./client-address.ts";

vi.hoisted(() => {
  process.env.TRUST_PROXY = "1";
});

it("believes the proxy's own entry and none that the client sent along", () => {
  const from = (forwarded: string) => clientAddress(new Headers({ "x-forwarded-for": forwarded }));
  expect(from("6.6.6.6, 10.0.0.1")).toBe("10.0.0.1");
  expect(from("")).toBeNull();
  expect(clientAddress(new Headers())).toBeNull();
});
