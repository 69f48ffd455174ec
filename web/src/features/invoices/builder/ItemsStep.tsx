/** Second step: what is billed, with totals that follow while typing. */
import { Button, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons';
import { type Control, Controller, useFieldArray, useWatch } from 'react-hook-form';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { CurrencyInput } from '../../../shared/inputs/CurrencyInput.tsx';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import { useDebounced } from '../../../shared/inputs/use-debounced.ts';
import { FROM_768 } from '../../../shared/layout/breakpoints.ts';
import { Sums, sumsToTotal } from '../InvoiceLines.tsx';
import { type BuilderValues, EMPTY_LINE, totalsOf } from './form.ts';
import { LineFields } from './LineFields.tsx';

/** As many items as an invoice may have. */
const LINES_MAX = 100;

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
  spoken: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

export function ItemsStep({ control }: { control: Control<BuilderValues> }) {
  const styles = useStyles();
  const { fields, append, remove } = useFieldArray({ control, name: 'lines' });
  const values = useWatch({ control }) as BuilderValues;
  const totals = totalsOf(values);
  const spoken = useDebounced(formatMoney(totals.totalCents, values.currency), 1000);
  const add = () => append(EMPTY_LINE, { focusName: `lines.${fields.length}.description` });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the button "Add item" inside
    <div
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && fields.length < LINES_MAX) {
          event.preventDefault();
          add();
        }
      }}
    >
      {fields.map((field, index) => (
        <LineFields
          key={field.id}
          control={control}
          index={index}
          currency={values.currency}
          totalCents={totals.lines[index]?.total_cents ?? 0}
          onRemove={fields.length > 1 ? () => remove(index) : undefined}
        />
      ))}
      {fields.length < LINES_MAX && (
        <Button className={styles.add} icon={<Add20Regular />} onClick={add}>
          Add item
        </Button>
      )}
      <div className={styles.foot}>
        <div className={styles.fields}>
          <Controller
            control={control}
            name="discount"
            render={({ field, fieldState }) => (
              <FormField
                label="Discount on the whole invoice"
                error={fieldState.error?.message}
                className={styles.discount}
              >
                <CurrencyInput
                  value={field.value}
                  currency={values.currency}
                  onChange={field.onChange}
                  onBlur={field.onBlur}
                  inputRef={field.ref}
                />
              </FormField>
            )}
          />
          <Controller
            control={control}
            name="notes"
            render={({ field, fieldState }) => (
              <FormField label="Notes" hint="Only staff see them." error={fieldState.error?.message}>
                <Textarea
                  {...field}
                  rows={2}
                  maxLength={LIMITS.notes}
                  onChange={(_, data) => field.onChange(data.value)}
                />
              </FormField>
            )}
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
