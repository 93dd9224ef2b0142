export const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** A schedule as the form has it. Times are UTC, `HH:MM`. */
export type ScheduleChoice =
  | { every: "never" | "hour" }
  | { every: "day"; time: string }
  | { every: "week"; time: string; weekday: number }
  | { every: "custom"; cron: string };

/** What the form shows for a cron expression; custom where it's none of the usual ones. */
export function readSchedule(cron: string | null): ScheduleChoice {
  if (cron === null) return { every: "never" };
  const fields = cron.trim().split(/\s+/);
  const [minute = "", hour = "", day, month, weekday = ""] = fields;
  const isPlain = fields.length === 5 && day === "*" && month === "*" && /^\d{1,2}$/.test(minute);
  if (isPlain && hour === "*" && weekday === "*" && minute === "0") return { every: "hour" };
  if (isPlain && /^\d{1,2}$/.test(hour)) {
    const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
    if (weekday === "*") return { every: "day", time };
    if (/^[0-7]$/.test(weekday)) return { every: "week", time, weekday: Number(weekday) % 7 };
  }
  return { every: "custom", cron };
}

/** The cron expression of a choice; null is by hand only. */
export function writeSchedule(choice: ScheduleChoice): string | null {
  if (choice.every === "custom") return choice.cron.trim();
  if (!("time" in choice)) return choice.every === "hour" ? "0 * * * *" : null;
  const [hour, minute] = choice.time.split(":").map(Number);
  return `${minute ?? 0} ${hour ?? 0} * * ${choice.every === "week" ? choice.weekday : "*"}`;
}

/** `Every day at 06:00 UTC`; of an unusual one the expression itself. */
export function describeSchedule(cron: string | null): string {
  const choice = readSchedule(cron);
  switch (choice.every) {
    case "never":
      return "By hand";
    case "hour":
      return "Every hour";
    case "day":
      return `Every day at ${choice.time} UTC`;
    case "week":
      return `Every ${weekdays[choice.weekday]} at ${choice.time} UTC`;
    case "custom":
      return choice.cron;
  }
}
