/** Importing a price list: all rows in one transaction, or nothing. */
import { randomUUID } from 'node:crypto';
import {
  type PlannedRow,
  type PriceListFile,
  planImport,
  type RowError,
} from '../../domain/price-list-import.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedPriceListItem } from '../ports/price-list-items.ts';
import type { App } from '../ports.ts';
import { codesOf } from './preview-import.ts';

/** As many errors as one answer names. */
export const ERRORS_SHOWN = 100;

/**
 * Adds and changes the items of a file. Refuses every mistake at `rows.N.column` (400), and a file that changes nothing
 * (`nothing_changed`, 409).
 */
export function importPriceList(app: App, file: PriceListFile, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const { rows, errors } = planImport(file, await tx.priceListItems.lockByCodes(codesOf(file)));
    if (errors.length > 0) refuseRows(errors);
    const added = rows.filter(({ outcome }) => outcome === 'added');
    const changed = rows.flatMap(nextVersion);
    const items = added.length + changed.length;
    if (items === 0) refuse('conflict', 'nothing_changed', 'The price list says all of this already.');
    const made = [
      ...(await tx.priceListItems.addAll(
        added.map(({ code, after }) => ({ code, ...after })),
        by.actor.id,
      )),
      ...(await tx.priceListItems.addVersions(changed, by.actor.id)),
    ];
    if (made.length !== items) {
      refuse(
        'conflict',
        'changed_meanwhile',
        'The price list was changed meanwhile. Look at the preview again.',
      );
    }
    const id = randomUUID();
    await tx.priceListImports.add({ id, staffId: by.actor.id }, made, app.clock.now());
    await tx.audit.record(by, {
      action: 'import_price_list',
      targetType: 'price_list_import',
      targetId: id,
      details: { added: added.length, changed: changed.length },
    });
    return { id };
  });
}

const nextVersion = ({ outcome, before, after }: PlannedRow<LockedPriceListItem>): LockedPriceListItem[] =>
  before && outcome === 'changed' ? [{ ...before, ...after, version: before.version + 1 }] : [];

function refuseRows(errors: readonly RowError[]): never {
  return refuse('invalid', 'validation_failed', 'The file has mistakes. Nothing was imported.', {
    fields: errors.slice(0, ERRORS_SHOWN).map(({ row, field, code, message }) => ({
      path: `rows.${row}.${field}`,
      code,
      message: `Row ${row}, ${field}: ${message}`,
    })),
  });
}
