export interface ListedConversation {
  id: string;
  title: string;
  updatedAt: string;
}

export interface ConversationGroup<Item> {
  label: string;
  conversations: Item[];
}

const monthName = new Intl.DateTimeFormat("en-GB", { month: "long" });
const monthAndYear = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });

/** Midnight of a day in the reader's own time zone, `daysBack` days earlier. */
function startOfDay(moment: Date, daysBack = 0): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() - daysBack).getTime();
}

function labelOf(updatedAt: Date, now: Date): string {
  const time = updatedAt.getTime();
  if (time >= startOfDay(now)) return "Today";
  if (time >= startOfDay(now, 1)) return "Yesterday";
  if (time >= startOfDay(now, 7)) return "Previous 7 days";
  return updatedAt.getFullYear() === now.getFullYear()
    ? monthName.format(updatedAt)
    : monthAndYear.format(updatedAt);
}

/** Conversations, latest first, under Today, Yesterday, Previous 7 days and then their month, by the reader's calendar. */
export function groupConversations<Item extends ListedConversation>(
  conversations: Item[],
  now: Date,
): ConversationGroup<Item>[] {
  const groups = Map.groupBy(conversations, (item) => labelOf(new Date(item.updatedAt), now));
  return [...groups].map(([label, items]) => ({ label, conversations: items }));
}
