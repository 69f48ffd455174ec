/** Adds an item to the price list, or changes one, which adds a version. */

import { priceListItems } from '../../../../functions/contracts/price-list-items.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { priceListApi } from '../../api/price-list.ts';
import { useSignedIn } from '../../session/current.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { ItemFields } from './ItemFields.tsx';
import { priceListRules, priceListValues } from './item-form.ts';
import type { ItemWithVersions } from './queries.ts';

type ItemDialogProps = {
  item?: ItemWithVersions;
  onClose: () => void;
  onSaved: (item: ItemWithVersions) => void;
};

export function ItemDialog({ item, onClose, onSaved }: ItemDialogProps) {
  const { clinic } = useSignedIn();
  const form = useContractForm(priceListItems.create.input, {
    values: priceListValues(item),
    ...priceListRules(clinic.currency),
  });
  const save = useAction({
    act: ({ code, ...content }: Parameters<typeof priceListApi.create>[0]) =>
      item
        ? priceListApi.edit({ id: item.id, ...content }, { version: item.version })
        : priceListApi.create({ code, ...content }),
    changes: [KEYS.priceList],
    onDone: onSaved,
  });
  return (
    <FormDialog
      {...formProps(form, save)}
      title={item ? `Edit ${isolate(item.code)}` : 'Add item'}
      action={item ? 'Save changes' : 'Add item'}
      onClose={onClose}
    >
      {item && <p>Invoices that were written keep the version that they were taken from.</p>}
      <ItemFields control={form.control} added={item !== undefined} />
    </FormDialog>
  );
}
