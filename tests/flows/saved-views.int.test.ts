/** Saved views: one’s own, ten for each list, each name once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveView } from '../../functions/capabilities/saved-views/create.ts';
import { removeView } from '../../functions/capabilities/saved-views/remove.ts';
import { renameView } from '../../functions/capabilities/saved-views/rename.ts';
import { SAVED_VIEWS_MAX, type ViewList } from '../../functions/domain/saved-view.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { buildStaff } from '../support/clinic-builder.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const save = async (name: string, by = clinic.clerk, list: ViewList = 'invoices') =>
  (await saveView(clinic.app, { list, name, filters: { status: 'paid' } }, by)).id;
const namesOf = async (by = clinic.clerk, list: ViewList = 'invoices') =>
  (await clinic.app.db.read.savedViews.list(by.actor.id, list)).map(({ name }) => name);

test('a view is listed for the person and the list it was saved for, renamed and deleted', async () => {
  const id = await save('Paid');
  await save('Checks', clinic.clerk, 'payments');
  expect(await namesOf()).toEqual(['Paid']);
  expect(await namesOf(clinic.clerk, 'payments')).toEqual(['Checks']);
  expect(await namesOf(clinic.admin)).toEqual([]);
  await renameView(clinic.app, id, 'Paid in full', clinic.clerk);
  expect(await namesOf()).toEqual(['Paid in full']);
  await removeView(clinic.app, id, clinic.clerk);
  expect(await namesOf()).toEqual([]);
});

test('a name is used once, whatever its capitals; nothing filtered is nothing to save', async () => {
  const by = await buildStaff(clinic.app, 'billing_clerk');
  await save('Late', by);
  const other = await save('Soon', by);
  const taken = { code: 'validation_failed', fields: [expect.objectContaining({ code: 'name_taken' })] };
  await expect(save('LATE', by)).rejects.toMatchObject(taken);
  await expect(renameView(clinic.app, other, 'late', by)).rejects.toMatchObject(taken);
  await renameView(clinic.app, other, 'SOON', by);
  expect(await namesOf(by)).toEqual(['Late', 'SOON']);
  const unfiltered = { list: 'invoices', name: 'All', filters: {} } as const;
  await expect(saveView(clinic.app, unfiltered, by)).rejects.toMatchObject({
    fields: [expect.objectContaining({ code: 'nothing_filtered' })],
  });
});

test('another person’s view is not found', async () => {
  const id = await save('Mine');
  for (const tried of [
    removeView(clinic.app, id, clinic.admin),
    renameView(clinic.app, id, 'x', clinic.admin),
  ]) {
    await expect(tried).rejects.toMatchObject({ code: 'saved_view_unknown' });
  }
  expect(await namesOf()).toEqual(['Mine']);
});

test('there are ten of a list, also when they are saved at the same time', async () => {
  const by = await buildStaff(clinic.app, 'admin');
  const saved = await Promise.allSettled(
    Array.from({ length: SAVED_VIEWS_MAX + 3 }, (_, index) => save(`View ${index}`, by)),
  );
  const refused = saved.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(3);
  for (const { reason } of refused as PromiseRejectedResult[]) {
    expect(reason).toMatchObject({ code: 'too_many_views' });
  }
  expect(await namesOf(by)).toHaveLength(SAVED_VIEWS_MAX);
});

test('the database keeps the limit and the names, for its owner too', async () => {
  const staffId = clinic.admin.actor.id;
  await save('One', clinic.admin);
  const add = (name: string, position: number) =>
    clinic.owner.query(
      `insert into saved_views (id, staff_id, list, name, filters, position)
       values (gen_random_uuid(), $1, 'invoices', $2, '{"status":"paid"}', $3)`,
      [staffId, name, position],
    );
  await expect(add('Eleven', 11)).rejects.toMatchObject({ code: '23514' });
  await expect(add('ONE', 2)).rejects.toMatchObject({ code: '23505' });
  await expect(add('Two', 1)).rejects.toMatchObject({ code: '23505' });
});
