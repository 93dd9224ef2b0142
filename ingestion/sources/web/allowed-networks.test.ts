import { describe, expect, test } from "vitest";
import { allowedNetworks, isAllowed, isPublicAddress } from "./allowed-networks.ts";

describe("an address", () => {
  test.each(["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8"])(
    "%s is public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    ["loopback", "127.0.0.1"],
    ["loopback", "127.8.9.1"],
    ["loopback", "::1"],
    ["private", "10.1.2.3"],
    ["private", "172.31.255.255"],
    ["private", "192.168.0.1"],
    ["link-local, where clouds keep credentials", "169.254.169.254"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["unique-local", "fd00:ec2::254"],
    ["site-local", "fec0::1"],
    ["of a carrier's NAT", "100.64.0.1"],
    ["none", "0.0.0.0"],
    ["none", "::"],
    ["multicast", "224.0.0.1"],
    ["multicast", "ff02::1"],
    ["broadcast", "255.255.255.255"],
    ["reserved", "240.0.0.1"],
    ["of the IETF", "192.0.0.8"],
    ["for documentation", "203.0.113.5"],
    ["for documentation", "2001:db8::1"],
    ["for benchmarks", "198.18.0.1"],
    ["a mapped private one", "::ffff:10.0.0.1"],
    ["a mapped private one in hex", "::ffff:7f00:1"],
    ["an embedded one", "::127.0.0.1"],
    ["a translated one (NAT64)", "64:ff9b::a9fe:a9fe"],
    ["a translated one of one's own (NAT64)", "64:ff9b:1::a00:1"],
    ["6to4", "2002:7f00:1::"],
    ["Teredo", "2001::1"],
    ["not one at all", "localhost"],
  ])("that is %s (%s) isn't", (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("SOURCE_NETWORKS", () => {
  const networks = allowedNetworks(" 10.1.0.0/16, 192.168.5.5 ,Wiki.Internal, fd00:1::/32,");

  test.each([
    ["10.1.200.3", "a.example", true],
    ["10.2.0.1", "a.example", false],
    ["::ffff:10.1.0.1", "a.example", true],
    ["192.168.5.5", "a.example", true],
    ["192.168.5.6", "a.example", false],
    ["fd00:1::7", "a.example", true],
    ["fd00:2::7", "a.example", false],
    ["127.0.0.1", "wiki.internal", true],
    ["127.0.0.1", "WIKI.internal", true],
    ["127.0.0.1", "other.wiki.internal", false],
    ["8.8.8.8", "a.example", true],
  ])("lets a connection to %s of %s be opened: %s", (address, hostName, isOpen) => {
    expect(isAllowed(address, hostName, networks)).toBe(isOpen);
  });

  test("opens nothing when it isn't set", () => {
    expect(isAllowed("127.0.0.1", "localhost", allowedNetworks(""))).toBe(false);
  });
});
