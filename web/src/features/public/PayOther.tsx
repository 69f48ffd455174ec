/** The form for an amount that is not all that is owed. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { type FormEvent, useEffect } from 'react';
import { Controller } from 'react-hook-form';
import { publicRoutes } from '../../../../functions/contracts/public.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { onlineRefusal } from '../../../../functions/domain/online-amount.ts';
import { CurrencyInput } from '../../shared/inputs/CurrencyInput.tsx';
import { useContractForm } from '../../shared/inputs/contract-form.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { amountMistake, unreadReason } from '../../shared/money/amount-words.ts';
import { type AmountValue, isUnread } from '../../shared/money/amounts.ts';
import { useMessages } from './language.ts';
import { PayButton } from './PayButton.tsx';
import { onlineReason } from './reasons.ts';
import type { PublicInvoice } from './types.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalL },
  amount: { minWidth: 0, width: '100%' },
});

type PayOtherProps = {
  invoice: Pick<PublicInvoice, 'balance_cents' | 'minimum_cents' | 'currency'>;
  token: string;
  opening: boolean;
  onPay: (amountCents: number) => void;
};

type PayValues = { token: string; amount_cents: AmountValue };

function usePayForm({ invoice, token }: PayOtherProps) {
  const words = useMessages();
  const { balance_cents: most, minimum_cents: least, currency } = invoice;
  const mistakeIn = (value: AmountValue): string | undefined => {
    if (typeof value !== 'number')
      return amountMistake(value, { currency, least, most, locale: words.language });
    const refusal = onlineRefusal(value, most, currency);
    return refusal ? onlineReason(refusal, currency, words) : undefined;
  };
  const values: PayValues = { token, amount_cents: 'empty' };
  const form = useContractForm(publicRoutes.checkout.input, {
    values,
    check: ({ amount_cents }: PayValues) => {
      const mistake = mistakeIn(amount_cents);
      return new Map(mistake ? [['amount_cents', mistake]] : []);
    },
  });
  // A refused payment loads the invoice again: what was typed is then measured by what is owed now.
  const { isSubmitted } = form.formState;
  useEffect(() => {
    if (isSubmitted && most >= least) void form.trigger('amount_cents');
  }, [form, isSubmitted, most, least]);
  return form;
}

export function PayOther(props: PayOtherProps) {
  const styles = useStyles();
  const words = useMessages();
  const { balance_cents: most, minimum_cents: least, currency } = props.invoice;
  const { control, handleSubmit, watch } = usePayForm(props);
  const amount = watch('amount_cents');
  const money = (cents: number) => formatMoney(cents, currency, words.locale);
  const submit = (event: FormEvent) => {
    void handleSubmit(({ amount_cents }) => amount_cents !== undefined && props.onPay(amount_cents))(event);
  };
  return (
    <form className={styles.root} onSubmit={submit} noValidate>
      <Controller
        control={control}
        name="amount_cents"
        render={({ field, fieldState }) => (
          <FormField
            label={words.otherAmount}
            hint={words.otherHint(money(least), money(most))}
            error={
              isUnread(field.value)
                ? unreadReason(field.value, currency, words.language)
                : fieldState.error?.message
            }
          >
            <CurrencyInput
              className={styles.amount}
              size="large"
              value={field.value}
              currency={currency}
              locale={words.language}
              onChange={field.onChange}
              onBlur={field.onBlur}
              inputRef={field.ref}
            />
          </FormField>
        )}
      />
      <PayButton
        opening={props.opening}
        cents={typeof amount === 'number' ? amount : undefined}
        currency={currency}
      />
    </form>
  );
}
