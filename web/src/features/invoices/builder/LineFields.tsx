/** The fields of one item. */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { Delete20Regular } from '@fluentui/react-icons';
import { Controller } from 'react-hook-form';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { CurrencyInput } from '../../../shared/inputs/CurrencyInput.tsx';
import { FormField } from '../../../shared/inputs/FormField.tsx';
import { FROM_480, FROM_1024 } from '../../../shared/layout/breakpoints.ts';
import { unreadReason } from '../../../shared/money/amount-words.ts';
import { isUnread } from '../../../shared/money/amounts.ts';
import { Money } from '../../../shared/money/Money.tsx';
import { DescriptionField } from './DescriptionField.tsx';
import { DetailFields } from './DetailFields.tsx';
import type { BuilderControl, BuilderFill } from './form.ts';
import { PriceReason } from './PriceReason.tsx';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}`,
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    alignItems: 'start',
    padding: `${tokens.spacingVerticalL} 0`,
    margin: 0,
    minWidth: 0,
    border: 'none',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    [FROM_480]: { gridTemplateColumns: '72px repeat(2, minmax(0, 1fr)) 88px' },
    [FROM_1024]: { gridTemplateColumns: 'minmax(0, 1fr) 72px 132px 132px 88px 116px 32px' },
  },
  wide: { gridColumn: '1 / -1', [FROM_1024]: { gridColumn: 'auto' } },
  /** The fields must be able to shrink with their column. */
  input: { minWidth: 0, width: '100%' },
  total: {
    alignSelf: 'center',
    fontWeight: tokens.fontWeightSemibold,
    [FROM_480]: { gridColumn: 'span 3' },
    [FROM_1024]: { gridColumn: 'auto', textAlign: 'end', paddingTop: '22px' },
  },
  remove: { justifySelf: 'end', [FROM_1024]: { marginTop: '22px' } },
});

type LineFieldsProps = {
  control: BuilderControl;
  fill: BuilderFill;
  index: number;
  currency: Currency;
  totalCents: number;
  /** Undefined when it is the only item. */
  onRemove: (() => void) | undefined;
};

type LineProps = Pick<LineFieldsProps, 'control' | 'index' | 'currency'>;

function Quantity({ control, index }: LineProps) {
  const styles = useStyles();
  return (
    <Controller
      control={control}
      name={`items.${index}.quantity`}
      render={({ field, fieldState }) => (
        <FormField label="Quantity" required error={fieldState.error?.message}>
          <Input
            {...field}
            className={styles.input}
            autoComplete="off"
            maxLength={8}
            inputMode="decimal"
            onChange={(_, data) => field.onChange(data.value)}
          />
        </FormField>
      )}
    />
  );
}

type AmountProps = LineProps & {
  name: 'unit_price_cents' | 'discount_cents';
  label: string;
  required: boolean;
};

function Amount({ control, index, currency, name, label, required }: AmountProps) {
  const styles = useStyles();
  return (
    <Controller
      control={control}
      name={`items.${index}.${name}`}
      render={({ field, fieldState }) => (
        <FormField label={label} required={required} error={fieldState.error?.message}>
          <CurrencyInput
            className={styles.input}
            value={field.value}
            currency={currency}
            onChange={field.onChange}
            onBlur={field.onBlur}
            inputRef={field.ref}
          />
        </FormField>
      )}
    />
  );
}

export function LineFields({ control, fill, index, currency, totalCents, onRemove }: LineFieldsProps) {
  const styles = useStyles();
  const line = { control, index, currency };
  return (
    <fieldset className={styles.root} aria-label={`Item ${index + 1}`}>
      <DescriptionField {...line} fill={fill} className={styles.wide} />
      <Quantity {...line} />
      <Amount {...line} name="unit_price_cents" label="Unit price" required />
      <Amount {...line} name="discount_cents" label="Discount" required={false} />
      <Tax {...line} />
      <div className={styles.total}>
        <Money cents={totalCents} currency={currency} />
      </div>
      {onRemove ? (
        <Button
          className={styles.remove}
          appearance="subtle"
          icon={<Delete20Regular />}
          aria-label={`Remove item ${index + 1}`}
          onClick={onRemove}
        />
      ) : (
        <span />
      )}
      <PriceReason {...line} />
      <DetailFields control={control} index={index} />
    </fieldset>
  );
}

/** A rate, or the amount that the line came with. */
function Tax({ control, index, currency }: Pick<LineFieldsProps, 'control' | 'index' | 'currency'>) {
  const styles = useStyles();
  return (
    <Controller
      control={control}
      name={`items.${index}.tax_cents`}
      render={({ field: amount }) =>
        amount.value === null ? (
          <Controller
            control={control}
            name={`items.${index}.tax_rate_thousandths`}
            render={({ field, fieldState }) => (
              <FormField label="Tax %" error={fieldState.error?.message}>
                <Input
                  {...field}
                  className={styles.input}
                  inputMode="decimal"
                  autoComplete="off"
                  placeholder="0"
                  maxLength={7}
                  onChange={(_, data) => field.onChange(data.value)}
                />
              </FormField>
            )}
          />
        ) : (
          <div>
            {isUnread(amount.value) ? (
              <p role="alert">
                Tax {amount.value.text}: {unreadReason(amount.value, currency)} Enter a rate instead.
              </p>
            ) : (
              <>
                Tax <Money cents={typeof amount.value === 'number' ? amount.value : 0} currency={currency} />
              </>
            )}
            <Button size="small" appearance="subtle" onClick={() => amount.onChange(null)}>
              Use a rate
            </Button>
          </div>
        )
      }
    />
  );
}
