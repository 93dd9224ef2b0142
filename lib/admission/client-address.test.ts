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

it.each([
  ["10.0.0.1:51234", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"],
  ["2001:0DB8:1:2:bbbb:cccc:dddd:eeee", "2001:db8:1:2::/64"],
  ["[2001:db8:1:2::7]:443", "2001:db8:1:2::/64"],
  ["2001:db8::5", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["unknown", "unknown"],
])("gives one person one address to count under, however the proxy writes it: %s", (added, address) => {
  expect(clientAddress(new Headers({ "x-forwarded-for": `6.6.6.6, ${added}` }))).toBe(address);
});
