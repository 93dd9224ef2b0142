import { Cron } from "croner";
import { AppError } from "../../lib/errors.ts";

/** When a schedule is due next, in UTC. Throws `invalid_request` for what is no cron expression of five fields, or never due. */
export function nextRunAt(schedule: string, after = new Date()): Date {
  const next = parse(schedule).nextRun(after);
  if (!next) throw badSchedule("this time never comes");
  return next;
}

function parse(schedule: string): Cron {
  try {
    return new Cron(schedule, { timezone: "UTC", mode: "5-part" });
  } catch (cause) {
    throw badSchedule("write five fields: minute, hour, day, month, weekday, such as 0 6 * * 1", cause);
  }
}

function badSchedule(reason: string, cause?: unknown): AppError {
  return new AppError("invalid_request", { publicMessage: `schedule: ${reason}.`, cause });
}
