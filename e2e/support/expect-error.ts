import { expect } from "@playwright/test";

/** Expects a refusal in the API's one shape, with this status and code, and gives its message. */
export async function expectError(response: Response, status: number, code: string): Promise<string> {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  const { error } = JSON.parse(text) as { error: { code: string; message: string; requestId: string } };
  expect(error.code).toBe(code);
  expect(error.message.length).toBeGreaterThan(5);
  expect(error.requestId).toBe(response.headers.get("x-request-id"));
  return error.message;
}
