/** The fields of an item of the price list. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { type Control, useFormState, useWatch } from 'react-hook-form';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { LANGUAGES } from '../../../../functions/contracts/patients.ts';
import { CURRENCIES } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { MoneyField, SelectField, TextField } from '../../shared/inputs/form-fields.tsx';
import { FROM_480 } from '../../shared/layout/breakpoints.ts';
import { LANGUAGE_WORDS } from '../../shared/text/languages.ts';
import { UNIT_CHOICES } from '../../shared/text/unit-words.ts';
import type { PriceListValues } from './item-form.ts';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_480]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    alignItems: 'start',
  },
  wide: { gridColumn: '1 / -1' },
  more: { gridColumn: '1 / -1', justifySelf: 'start' },
});

type FieldsProps = { control: Control<PriceListValues, unknown, unknown> };

export function ItemFields({ control, added }: FieldsProps & { added: boolean }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {!added && (
        <TextField
          control={control}
          name="code"
          label="Code"
          required
          hint="It cannot be changed later."
          maxLength={LIMITS.serviceCode}
        />
      )}
      <TextField
        control={control}
        name="code_system"
        label="Code system"
        hint="Such as CPT; invoices then show the code."
        maxLength={LIMITS.serviceCode}
      />
      {LANGUAGES.map((language) => (
        <TextField
          key={language}
          control={control}
          name={`names.${language}`}
          label={`Name in ${LANGUAGE_WORDS[language]}`}
          className={styles.wide}
          maxLength={LIMITS.priceName}
        />
      ))}
      <PriceFields control={control} />
      <TextField
        control={control}
        name="tax_rate_thousandths"
        label="Tax %"
        hint="Empty: no default."
        maxLength={7}
      />
      <SelectField control={control} name="unit" label="Unit" choices={UNIT_CHOICES} />
      <TextField
        control={control}
        name="category"
        label="Category"
        className={styles.wide}
        maxLength={LIMITS.priceCategory}
      />
      <TextField control={control} name="active_from" label="Offered from" type="date" />
      <TextField control={control} name="active_to" label="Offered until" type="date" />
    </div>
  );
}

/** The clinic's currency, those that have a price, and the others on demand. */
function PriceFields({ control }: FieldsProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const prices = useWatch({ control, name: 'prices' });
  const { errors } = useFormState({ control, name: 'prices' });
  const [all, setAll] = useState(false);
  const shown = CURRENCIES.filter(
    (currency) =>
      all || currency === clinic.currency || prices[currency] !== 'empty' || errors.prices?.[currency],
  ).sort((a, b) => Number(b === clinic.currency) - Number(a === clinic.currency));
  return (
    <>
      {shown.map((currency) => (
        <MoneyField
          key={currency}
          control={control}
          name={`prices.${currency}`}
          label={`Price in ${currency.toUpperCase()}`}
          required={false}
          currency={currency}
        />
      ))}
      {!all && (
        <Button
          className={styles.more}
          size="small"
          appearance="subtle"
          icon={<Add20Regular />}
          onClick={() => setAll(true)}
        >
          Prices in other currencies
        </Button>
      )}
    </>
  );
}
