/** Second step: what is billed, with totals that follow while typing. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons';
import { useFieldArray, useWatch } from 'react-hook-form';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { LinesField, MoneyField } from '../../../shared/inputs/form-fields.tsx';
import { useDebounced } from '../../../shared/inputs/use-debounced.ts';
import { FROM_768 } from '../../../shared/layout/breakpoints.ts';
import { VISUALLY_HIDDEN } from '../../../shared/layout/visually-hidden.ts';
import { Sums, sumsToTotal } from '../InvoiceLines.tsx';
import { sharedDetails } from './details.ts';
import { type BuilderControl, type BuilderFill, type BuilderValues, EMPTY_ITEM, totalsOf } from './form.ts';
import { LineFields } from './LineFields.tsx';

const useStyles = makeStyles({
  add: { marginTop: tokens.spacingVerticalM },
  foot: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    marginTop: tokens.spacingVerticalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_768]: { gridTemplateColumns: 'minmax(0, 1fr) 320px' },
  },
  fields: { display: 'grid', gap: tokens.spacingVerticalM, alignContent: 'start' },
  discount: { maxWidth: '220px' },
  spoken: VISUALLY_HIDDEN,
});

export function ItemsStep({ control, fill }: { control: BuilderControl; fill: BuilderFill }) {
  const styles = useStyles();
  const { fields, append, remove } = useFieldArray({ control, name: 'items' });
  const values = useWatch({ control }) as BuilderValues;
  const totals = totalsOf(values);
  const spoken = useDebounced(formatMoney(totals.totalCents, values.currency), 1000);
  const add = () =>
    append(
      { ...EMPTY_ITEM, ...sharedDetails(values.items.at(-1) ?? EMPTY_ITEM) },
      { focusName: `items.${fields.length}.description` },
    );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button "Add item" inside
    <div
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && fields.length < LIMITS.items) {
          event.preventDefault();
          add();
        }
      }}
    >
      {fields.map((field, index) => (
        <LineFields
          key={field.id}
          control={control}
          fill={fill}
          index={index}
          currency={values.currency}
          totalCents={totals.lines[index]?.total_cents ?? 0}
          onRemove={fields.length > 1 ? () => remove(index) : undefined}
        />
      ))}
      {fields.length < LIMITS.items && (
        <Button className={styles.add} icon={<Add20Regular />} onClick={add}>
          Add item
        </Button>
      )}
      <div className={styles.foot}>
        <div className={styles.fields}>
          <MoneyField
            control={control}
            name="discount_cents"
            label="Discount on the whole invoice"
            required={false}
            className={styles.discount}
            currency={values.currency}
          />
          <LinesField
            control={control}
            name="notes"
            label="Notes"
            hint="Only staff see them."
            maxLength={LIMITS.notes}
          />
        </div>
        <Sums currency={values.currency} sums={sumsToTotal(totals)} />
      </div>
      <div role="status" className={styles.spoken}>
        Total {spoken}
      </div>
    </div>
  );
}
