import { expect, it } from "vitest";
import { env } from "../lib/env.ts";
import { readBootstrapSettings } from "./read-bootstrap-settings.ts";

const all = {
  BOOTSTRAP_TENANT: "Boot Ltd",
  BOOTSTRAP_ADMIN_EMAIL: "Boss@Example.com",
  BOOTSTRAP_ADMIN_PASSWORD: "boss password",
  BOOTSTRAP_API_KEY: "lk_0badcafe_0123456789abcdef",
};
const none = {
  BOOTSTRAP_TENANT: undefined,
  BOOTSTRAP_ADMIN_EMAIL: undefined,
  BOOTSTRAP_ADMIN_PASSWORD: undefined,
  BOOTSTRAP_API_KEY: undefined,
};
const read = (settings: Partial<typeof none | typeof all>) =>
  readBootstrapSettings({ ...env(), ...none, ...settings });

it("is nothing where nothing is set, and all where all is", () => {
  expect(read({})).toBeNull();
  const password = "boss password";
  expect(read(all)).toEqual({
    tenant: "Boot Ltd",
    email: "boss@example.com",
    password,
    apiKey: all.BOOTSTRAP_API_KEY,
  });
});

it("does without a key", () => {
  expect(read({ ...all, BOOTSTRAP_API_KEY: undefined })).toMatchObject({ apiKey: null });
});

it.each([
  ["BOOTSTRAP_TENANT must be set too", { ...all, BOOTSTRAP_TENANT: undefined }],
  ["BOOTSTRAP_TENANT and BOOTSTRAP_ADMIN_EMAIL and", { BOOTSTRAP_API_KEY: all.BOOTSTRAP_API_KEY }],
  ["at least 8 characters", { ...all, BOOTSTRAP_ADMIN_PASSWORD: "short" }],
  ["BOOTSTRAP_ADMIN_EMAIL can't be used", { ...all, BOOTSTRAP_ADMIN_EMAIL: "boss" }],
  ["BOOTSTRAP_TENANT can't be used", { ...all, BOOTSTRAP_TENANT: "  " }],
  ["BOOTSTRAP_API_KEY needs 16", { ...all, BOOTSTRAP_API_KEY: "too short" }],
  ["BOOTSTRAP_API_KEY needs 16", { ...all, BOOTSTRAP_API_KEY: "a key with spaces in it" }],
])("says %s", (message, settings) => {
  expect(() => read(settings)).toThrow(message);
});
