/** What to tell the operator for Node's and Postgres's codes. */
const advice: Record<string, string> = {
  ECONNREFUSED: "nothing answers at the address in DATABASE_URL. Start the database, or correct DATABASE_URL",
  ENOTFOUND: "the host in DATABASE_URL is unknown. Correct DATABASE_URL",
  ETIMEDOUT: "the database at the address in DATABASE_URL doesn't answer in time",
  "28P01": "the database refuses the password in DATABASE_URL",
  "28000": "the database doesn't let the user in DATABASE_URL in",
  "3D000": "the database named in DATABASE_URL doesn't exist: create it first (createdb)",
  "42501": "the user in DATABASE_URL lacks a right that Lectern needs",
};

/** One line on why the database can't be used, with what to do; for other errors their own message. */
export function describeDatabaseFault(thrown: unknown): string {
  const chain: Error[] = [];
  for (let error = thrown; error instanceof Error; error = error.cause) chain.push(...withParts(error));
  if (chain.some(({ message }) => /extension "vector"/.test(message))) {
    return "this Postgres has no pgvector, which Lectern needs. Install it on the server (Debian: postgresql-17-pgvector)";
  }
  for (const error of chain) {
    const code = "code" in error ? String(error.code) : "";
    const known = advice[code];
    if (known) return code === "42501" ? `${known}: ${error.message}` : known;
  }
  if (chain.some(({ message }) => /timeout/i.test(message))) return `${advice.ETIMEDOUT}`;
  return chain.at(-1)?.message.split("\n")[0] ?? String(thrown);
}

/** A host with several addresses fails with one error for each. */
function withParts(error: Error): Error[] {
  const parts = error instanceof AggregateError ? error.errors.filter((part) => part instanceof Error) : [];
  return [error, ...parts];
}
