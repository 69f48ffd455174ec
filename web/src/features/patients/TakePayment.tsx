/** Takes one payment for several invoices of a patient; what they leave is kept as the patient's credit (decision 35). */
import { Select } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import type { Currency } from '../../../../functions/domain/currency.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { LoadingDialog } from '../../shared/layout/LoadingDialog.tsx';
import { invoiceListQuery } from '../../shared/queries/invoices.ts';
import type { Patient } from './queries.ts';
import { TakePaymentForm } from './TakePaymentForm.tsx';
import { inOrder, type OpenInvoice } from './take-payment-form.ts';

type TakePaymentProps = { patient: Patient; onClose: () => void };

/** The open invoices are asked first; the form keeps those that it began with. */
export function TakePayment({ patient, onClose }: TakePaymentProps) {
  const open = useQuery(invoiceListQuery({ patient_id: patient.id, status: 'outstanding', limit: '100' }));
  const [begun, setBegun] = useState<readonly OpenInvoice[]>();
  const first = begun?.[0];
  if (begun && first) {
    return <InOneCurrency patient={patient} open={begun} first={first.currency} onClose={onClose} />;
  }
  if (open.data && open.data.data.length > 0 && !open.isFetching) setBegun(open.data.data);
  return (
    <LoadingDialog
      title={`Take payment from ${isolate(patient.name)}`}
      query={open}
      loading="Loading what is owed"
      onClose={onClose}
    >
      {open.data?.data.length === 0 && <p>The patient owes nothing.</p>}
    </LoadingDialog>
  );
}

type InOneCurrencyProps = TakePaymentProps & { open: readonly OpenInvoice[]; first: Currency };

/** A payment is in one currency; which one is asked only where there are several. */
function InOneCurrency({ open, first, ...props }: InOneCurrencyProps) {
  const [currency, setCurrency] = useState(first);
  const currencies = [...new Set(open.map((invoice) => invoice.currency))];
  const [invoices, setInvoices] = useState(() => inOrder(open, first));
  const choose = (chosen: Currency) => {
    setCurrency(chosen);
    setInvoices(inOrder(open, chosen));
  };
  return (
    <TakePaymentForm
      key={currency}
      {...props}
      invoices={invoices}
      currency={currency}
      choice={
        currencies.length > 1 && (
          <FormField label="Currency">
            <Select value={currency} onChange={(_, { value }) => choose(value as Currency)}>
              {currencies.map((each) => (
                <option key={each} value={each}>
                  {each.toUpperCase()}
                </option>
              ))}
            </Select>
          </FormField>
        )
      }
    />
  );
}
