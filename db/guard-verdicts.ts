/**
 * What guards decided against: for the people whom it met, and for the admins who review appeals. Row-level security shows members
 * their own alone; nobody's name is read here.
 */
import { and, desc, eq, getTableColumns, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { AppError } from "../lib/errors.ts";
import { requireUser } from "../lib/require-user.ts";
import type { Principal } from "../lib/turn.ts";
import { withTenant } from "./client.ts";
import { messages } from "./schema/conversation.ts";
import { guardVerdicts } from "./schema/guard.ts";

type GuardVerdictRow = typeof guardVerdicts.$inferSelect;

export type NewGuardVerdict = Pick<GuardVerdictRow, "guard" | "finding" | "action" | "reason"> & {
  score?: number | null;
  /** Figures behind it, no text. */
  details?: Record<string, number | string>;
};

/** What a verdict belongs to. */
export interface VerdictOf {
  requestId: string;
  /** The answer that was refused or changed. */
  messageId: string | null;
}

/** Notes what guards found in one question or answer. */
export async function recordGuardVerdicts(
  principal: Principal,
  of: VerdictOf,
  verdicts: NewGuardVerdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  const { tenantId, userId } = principal;
  await withTenant(principal, (tx) =>
    tx.insert(guardVerdicts).values(verdicts.map((verdict) => ({ ...verdict, ...of, tenantId, userId }))),
  );
}

export type GuardVerdict = Omit<GuardVerdictRow, "tenantId" | "userId">;

export interface GuardVerdictQuery {
  guard?: GuardVerdictRow["guard"];
  finding?: GuardVerdictRow["finding"];
  action?: GuardVerdictRow["action"];
  /** Appealed ones: those to review, or those that were. */
  appeals?: "open" | "reviewed";
  /** As the page before gave it. */
  cursor?: string;
  limit: number;
}

export interface GuardVerdictPage {
  verdicts: GuardVerdict[];
  nextCursor: string | null;
  /** Appeals that nobody has reviewed, whatever is asked for. */
  openAppeals: number;
}

const { tenantId: _tenantId, userId: _userId, ...shown } = getTableColumns(guardVerdicts);
const isOpen = and(isNotNull(guardVerdicts.appealedAt), isNull(guardVerdicts.reviewedAt));

/** The tenant's verdicts, latest first. Throws `forbidden` for members. */
export async function listGuardVerdicts(
  principal: Principal,
  { guard, finding, action, appeals, cursor, limit }: GuardVerdictQuery,
): Promise<GuardVerdictPage> {
  if (principal.role === "member") throw new AppError("forbidden");
  const ofTenant = eq(guardVerdicts.tenantId, principal.tenantId);
  const { rows, open } = await withTenant(principal, async (tx) => {
    const rows = await tx
      .select({
        ...shown,
        cursor: sql<string>`to_char(${guardVerdicts.createdAt} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
      })
      .from(guardVerdicts)
      .where(
        and(
          ofTenant,
          guard && eq(guardVerdicts.guard, guard),
          finding && eq(guardVerdicts.finding, finding),
          action && eq(guardVerdicts.action, action),
          appeals && (appeals === "open" ? isOpen : isNotNull(guardVerdicts.reviewedAt)),
          cursor ? olderThan(cursor) : undefined,
        ),
      )
      .orderBy(desc(guardVerdicts.createdAt), desc(guardVerdicts.id))
      .limit(limit + 1);
    const [open] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(guardVerdicts)
      .where(and(ofTenant, isOpen));
    return { rows, open };
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    verdicts: page.map(({ cursor: _, ...verdict }) => verdict),
    nextCursor: rows.length > limit && last ? `${last.cursor}_${last.id}` : null,
    openAppeals: open?.count ?? 0,
  };
}

function olderThan(cursor: string): SQL | undefined {
  const [time = "", id = ""] = cursor.split("_");
  const at = sql`${time}::timestamptz`;
  return or(lt(guardVerdicts.createdAt, at), and(eq(guardVerdicts.createdAt, at), lt(guardVerdicts.id, id)));
}

/** What guards decided about one of the person's own answers. */
export async function findOwnVerdicts(principal: Principal, messageId: string): Promise<GuardVerdict[]> {
  const own = ownVerdictsOf(principal, messageId);
  return withTenant(principal, (tx) =>
    tx.select(shown).from(guardVerdicts).where(own).orderBy(guardVerdicts.createdAt),
  );
}

const ownVerdictsOf = (principal: Principal, messageId: string) =>
  and(
    eq(guardVerdicts.tenantId, principal.tenantId),
    eq(guardVerdicts.userId, requireUser(principal)),
    eq(guardVerdicts.messageId, messageId),
  );

/**
 * The person says that a guard was wrong about one of their answers, which shows the admins the question. Saying it again changes the
 * words until it has been reviewed. Throws `not_found` where there is nothing to appeal.
 */
export async function appealGuardVerdict(
  principal: Principal,
  { messageId, appeal }: { messageId: string; appeal: string },
): Promise<void> {
  const own = and(ownVerdictsOf(principal, messageId), isNull(guardVerdicts.reviewedAt));
  const appealed = await withTenant(principal, async (tx) => {
    const [asked] = await tx
      .select({ questionId: messages.questionId })
      .from(messages)
      .where(and(eq(messages.tenantId, principal.tenantId), eq(messages.id, messageId)));
    if (!asked?.questionId) return [];
    const [question] = await tx
      .select({ text: messages.text })
      .from(messages)
      .where(and(eq(messages.tenantId, principal.tenantId), eq(messages.id, asked.questionId)));
    return tx
      .update(guardVerdicts)
      .set({ appeal, appealedText: question?.text ?? "", appealedAt: new Date() })
      .where(own)
      .returning({ id: guardVerdicts.id });
  });
  if (appealed.length === 0) throw new AppError("not_found");
}

/** An admin decides on an appeal; a later decision replaces an earlier one. Throws `forbidden` for members, `not_found` where nobody appealed. */
export async function reviewGuardVerdict(
  principal: Principal,
  verdictId: string,
  review: "upheld" | "overturned",
): Promise<void> {
  if (principal.role === "member") throw new AppError("forbidden");
  const [reviewed] = await withTenant(principal, (tx) =>
    tx
      .update(guardVerdicts)
      .set({ review, reviewedAt: new Date() })
      .where(
        and(
          eq(guardVerdicts.tenantId, principal.tenantId),
          eq(guardVerdicts.id, verdictId),
          isNotNull(guardVerdicts.appealedAt),
        ),
      )
      .returning({ id: guardVerdicts.id }),
  );
  if (!reviewed) throw new AppError("not_found");
}

/** The verdict of which an admin has said that it was wrong to find this in exactly this question of the person's, by its id. */
export async function findOverturned(
  principal: Principal,
  { finding, question }: { finding: GuardVerdictRow["finding"]; question: string },
): Promise<string | undefined> {
  const [found] = await withTenant(principal, (tx) =>
    tx
      .select({ id: guardVerdicts.id })
      .from(guardVerdicts)
      .where(
        and(
          eq(guardVerdicts.tenantId, principal.tenantId),
          eq(guardVerdicts.userId, requireUser(principal)),
          eq(guardVerdicts.finding, finding),
          eq(guardVerdicts.review, "overturned"),
          eq(guardVerdicts.appealedText, question),
        ),
      )
      .limit(1),
  );
  return found?.id;
}
