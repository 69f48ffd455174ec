/** Deleting a saved view of one's own. */
import type { SavedView } from '../../contracts/saved-views.ts';
import { requireFound } from '../../domain/not-found.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';

/** Refuses `saved_view_unknown` (404). */
export async function removeView(app: App, id: string, by: StaffCaller): Promise<void> {
  await app.db.transaction(async (tx) => {
    const { list } = await ownView(tx, id, by);
    await tx.savedViews.remove(id);
    await tx.audit.record(by, {
      action: 'delete_saved_view',
      targetType: 'saved_view',
      targetId: id,
      details: { list },
    });
  });
}

/** The view, if it is the caller's; for everybody else there is none. */
export async function ownView(
  tx: Pick<Stores, 'savedViews'>,
  id: string,
  by: StaffCaller,
): Promise<SavedView> {
  const found = await tx.savedViews.get(id);
  const { staffId: _, ...view } = requireFound(
    found?.staffId === by.actor.id ? found : undefined,
    'saved_view',
  );
  return view;
}
