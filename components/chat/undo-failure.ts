import { ApiRequestError, messageOf } from "@/components/admin/api-request";

/** Why a line of a summary that was taken away doesn't come back. The server's words are meant for who writes a line. */
export function undoFailure(error: unknown): { title: string; description: string } {
  const isRefused = error instanceof ApiRequestError && error.code === "invalid_request";
  return {
    title: "The line stays taken away.",
    description: isRefused
      ? "It holds what your workspace doesn't let models be told, such as personal data. The conversation itself still has it."
      : messageOf(error),
  };
}
