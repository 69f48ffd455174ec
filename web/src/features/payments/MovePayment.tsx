/** Lets a part of a payment settle another open invoice of the same patient, with a reason (decision 35). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InvoiceSummary } from '../../../../functions/contracts/invoices.ts';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { payments } from '../../../../functions/contracts/payments.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { moneyApi } from '../../api/money.ts';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { LinesField, MoneyField, SelectField } from '../../shared/inputs/form-fields.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { LoadingDialog } from '../../shared/layout/LoadingDialog.tsx';
import type { AmountValue } from '../../shared/money/amounts.ts';
import type { PaymentDetail } from '../../shared/money/queries.ts';
import { useMoneyAction } from '../../shared/money/use-money-action.ts';
import { invoiceListQuery } from '../../shared/queries/invoices.ts';

type MovePaymentProps = { payment: PaymentDetail; onClose: () => void };

/** The open invoices are asked first; the form keeps those that it began with. */
export function MovePayment({ payment, onClose }: MovePaymentProps) {
  const filter = { patient_id: payment.patient_id, status: 'outstanding', limit: '100' } as const;
  const open = useQuery({ ...invoiceListQuery(filter), staleTime: 0, refetchOnMount: 'always' });
  const [begun, setBegun] = useState<readonly InvoiceSummary[]>();
  const mine = open.data?.data.filter(({ currency }) => currency === payment.currency);
  if (begun) return <MoveForm payment={payment} invoices={begun} onClose={onClose} />;
  // One dialog at a time: one that opens in the place of another leaves the drawer hidden from screen readers.
  if (open.isFetching) return null;
  if (mine && mine.length > 0) {
    setBegun(mine);
    return null;
  }
  return (
    <LoadingDialog
      title="Move to another invoice"
      query={open}
      loading="Loading what is owed"
      onClose={onClose}
    >
      {mine?.length === 0 && <p>The patient owes nothing on another invoice in this currency.</p>}
    </LoadingDialog>
  );
}

type Values = {
  payment_id: string;
  from_invoice_id: string;
  to_invoice_id: string;
  amount_cents: AmountValue;
  reason: string;
};

function useMoveForm({ id, allocations }: PaymentDetail) {
  const only = allocations.length === 1 ? allocations[0] : undefined;
  const values: Values = {
    payment_id: id,
    from_invoice_id: only?.invoice_id ?? '',
    to_invoice_id: '',
    amount_cents: only?.amount_cents ?? 'empty',
    reason: '',
  };
  return useContractForm(payments.move.input, {
    values,
    advice: {
      from_invoice_id: 'Choose an invoice.',
      to_invoice_id: 'Choose an invoice.',
      reason: 'Enter a reason.',
    },
  });
}

function MoveForm({
  payment,
  invoices,
  onClose,
}: MovePaymentProps & { invoices: readonly InvoiceSummary[] }) {
  const { currency, allocations } = payment;
  const money = (amount: number) => formatMoney(amount, currency);
  const form = useMoveForm(payment);
  const move = useMoneyAction({
    act: moneyApi.payments.move,
    done: () => 'The payment was moved',
    onDone: onClose,
  });
  const from = form.watch('from_invoice_id');
  return (
    <FormDialog
      {...formProps(form, move)}
      title="Move to another invoice"
      action="Move"
      stay="Keep payment"
      onClose={onClose}
    >
      <p>The part is owed again on the one invoice and paid on the other. Both keep what happened.</p>
      <SelectField
        control={form.control}
        name="from_invoice_id"
        label="From"
        required
        prompt="Choose an invoice"
        choices={allocations.map((part) => ({
          value: part.invoice_id,
          label: `${part.invoice_number}, ${money(part.amount_cents)} paid`,
        }))}
      />
      <SelectField
        control={form.control}
        name="to_invoice_id"
        label="To"
        required
        prompt="Choose an invoice"
        choices={invoices
          .filter(({ id }) => id !== from)
          .map((invoice) => ({
            value: invoice.id,
            label: `${invoice.invoice_number}, ${money(invoice.balance_cents)} owed`,
          }))}
      />
      <MoneyField control={form.control} name="amount_cents" label="Amount" currency={currency} />
      <LinesField control={form.control} name="reason" label="Reason" required maxLength={LIMITS.reason} />
    </FormDialog>
  );
}
