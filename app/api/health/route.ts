/** The process is alive. Says nothing of what it depends on; /api/ready does. */
export function GET(): Response {
  return Response.json({ status: "ok" });
}
