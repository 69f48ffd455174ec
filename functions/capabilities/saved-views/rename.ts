/** Renaming a saved view of one's own. */
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { refuseNameTaken } from './create.ts';
import { ownView } from './remove.ts';

/** Refuses `saved_view_unknown` (404), and a name that the person has given to another (400). */
export async function renameView(app: App, id: string, name: string, by: StaffCaller): Promise<void> {
  await app.db.transaction(async (tx) => {
    const { list } = await ownView(tx, id, by);
    if (!(await tx.savedViews.rename(id, name))) refuseNameTaken();
    await tx.audit.record(by, {
      action: 'rename_saved_view',
      targetType: 'saved_view',
      targetId: id,
      details: { list },
    });
  });
}
