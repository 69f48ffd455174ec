/** The cursor of the preview: the last due date and invoice. */
import type { DueKey } from '../../capabilities/ports/overdue.ts';
import { day, isDay } from '../../domain/calendar.ts';
import { refuseField } from '../../domain/refusal.ts';
import { isUuid } from '../../domain/uuid.ts';

export const writeDueCursor = ({ dueOn, id }: DueKey): string =>
  Buffer.from(`${dueOn} ${id}`).toString('base64url');

/** Refuses a cursor that the list did not give. */
export function readDueCursor(cursor: string | undefined): DueKey | undefined {
  if (cursor === undefined) return undefined;
  const [dueOn = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (isDay(dueOn) && isUuid(id)) return { dueOn: day(dueOn), id };
  return refuseField('cursor', 'cursor_invalid', 'Invalid cursor.');
}
