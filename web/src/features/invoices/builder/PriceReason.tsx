/** Why an item is not charged as the price list says: asked for when its price is another one. */
import { makeStyles } from '@fluentui/react-components';
import { useFormState, useWatch } from 'react-hook-form';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { type Currency, formatMoney } from '../../../../../functions/domain/currency.ts';
import { TextField } from '../../../shared/inputs/form-fields.tsx';
import type { BuilderControl } from './form.ts';
import { isOverridden, listedCents } from './listed-price.ts';

const useStyles = makeStyles({ root: { gridColumn: '1 / -1' } });

type PriceReasonProps = { control: BuilderControl; index: number; currency: Currency };

export function PriceReason({ control, index, currency }: PriceReasonProps) {
  const styles = useStyles();
  const name = `items.${index}.price_reason` as const;
  const item = useWatch({ control, name: `items.${index}` });
  const { errors } = useFormState({ control, name });
  const listed = listedCents(item, currency);
  // Of a draft that was opened again only the server may know the listed price, and says so at the field.
  const known = listed === undefined ? Boolean(item.price_reason) : isOverridden(item, currency);
  if (!item.price_list_version_id || (!known && !errors.items?.[index]?.price_reason)) return null;
  return (
    <TextField
      control={control}
      name={name}
      label="Reason for the price override"
      required
      {...(listed !== undefined && { hint: `The price list says ${formatMoney(listed, currency)}.` })}
      className={styles.root}
      maxLength={LIMITS.lineReason}
    />
  );
}
