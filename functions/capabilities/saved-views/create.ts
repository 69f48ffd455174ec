/** Saving filters of a list under a name, for oneself. */
import { randomUUID } from 'node:crypto';
import type { ViewFilters } from '../../contracts/saved-views.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { freePosition, SAVED_VIEWS_MAX, type ViewList } from '../../domain/saved-view.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

export type SaveViewInput = { list: ViewList; name: string; filters: ViewFilters };

/** Refuses filters of nothing and a name that the person has there (400), and `too_many_views` (409). */
export async function saveView(
  app: App,
  { list, name, filters }: SaveViewInput,
  by: StaffCaller,
): Promise<Done> {
  if (Object.values(filters).every((value) => value === undefined)) {
    refuseField('filters', 'nothing_filtered', 'Choose a filter first.');
  }
  return commandTransaction(app, async (tx) => {
    const position = freePosition(await tx.savedViews.lockPositions(by.actor.id, list));
    if (position === undefined) {
      const most = `You have ${SAVED_VIEWS_MAX} views of this list. Delete one first.`;
      return refuse('conflict', 'too_many_views', most);
    }
    const id = randomUUID();
    if (!(await tx.savedViews.add({ id, staffId: by.actor.id, list, name, filters, position }))) {
      refuseNameTaken();
    }
    await tx.audit.record(by, {
      action: 'create_saved_view',
      targetType: 'saved_view',
      targetId: id,
      details: { list },
    });
    return { id };
  });
}

/** Refuses a name that the person has given to another view of the list (`name_taken`, 400). */
export const refuseNameTaken = (): never =>
  refuseField('name', 'name_taken', 'You have a view of this name already.');
