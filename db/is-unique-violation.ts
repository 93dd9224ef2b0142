/** True for Postgres's "duplicate key" on this index or constraint, also where drizzle wrapped the error. */
export function isUniqueViolation(thrown: unknown, constraint: string): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ("code" in error && error.code === "23505" && "constraint" in error && error.constraint === constraint)
      return true;
  }
  return false;
}
