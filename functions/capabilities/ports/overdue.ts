/** The marks of overdue invoices. */
import type { Day } from '../../domain/calendar.ts';

/** The cursor of a walk over invoices by due date. */
export type DueKey = { dueOn: Day; id: string };

export type OverdueStore = {
  /** Invoices that are past their due date and not marked, earliest due first. */
  find(today: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  /** Invoices that are marked for a day that has not come: the clock was ahead when they were. */
  findEarly(today: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  /** Marks those of the invoices that are late on that day and not marked yet, under their locks; answers them. */
  mark(ids: readonly string[], today: Day): Promise<DueKey[]>;
  /** Clears the mark of invoices that are not due yet; returns their ids. */
  unmark(ids: readonly string[], today: Day): Promise<string[]>;
};
