/** The steps of an invoice's life that are asked about first: issue, send, cancel, delete. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { invoices } from '../../../../functions/contracts/invoices.ts';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { cents } from '../../../../functions/domain/money.ts';
import { onlineAdvice } from '../../../../functions/domain/online-amount.ts';
import { api } from '../../api/api.ts';
import { Channels } from '../../shared/inputs/Channels.tsx';
import { formProps, useContractForm } from '../../shared/inputs/contract-form.ts';
import { LinesField } from '../../shared/inputs/form-fields.tsx';
import { ActionDialog } from '../../shared/layout/ActionDialog.tsx';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { type Channel, channelsOf } from '../../shared/text/reachable.ts';
import { type Invoice, invoiceQuery, usePatient } from './queries.ts';
import { useInvoiceAction } from './use-invoice-action.ts';

const useStyles = makeStyles({ fine: { color: tokens.colorNeutralForeground2 } });

/** What is sent about an invoice, and what to do when nothing can be sent. */
const PAYMENT_LINK = {
  legend: 'Send the payment link',
  instead: 'Copy or print the patient’s link on the page of the invoice',
};

type DialogProps = { invoice: Invoice; onClose: () => void };

const totalOf = (invoice: Invoice) => formatMoney(invoice.total_amount_cents, invoice.currency);

function IssueDialog({ invoice, onClose }: DialogProps) {
  const styles = useStyles();
  const patient = usePatient(invoice.patient_id).data;
  const [chosen, setChosen] = useState<Channel[]>();
  const notify = chosen ?? channelsOf(patient).slice(0, 1);
  const advice = onlineAdvice(cents(invoice.total_amount_cents), invoice.currency);
  const issue = useInvoiceAction({
    act: () => api.invoices.issue({ id: invoice.id, notify }, { version: invoice.version }),
    done: ({ invoice_number }) => `${invoice_number} was issued`,
    onDone: onClose,
  });
  return (
    <ActionDialog
      open
      title={`Issue this invoice for ${totalOf(invoice)}?`}
      action={notify.length > 0 ? 'Issue and send' : 'Issue invoice'}
      busy={issue.isPending}
      error={issue.error}
      onAct={() => issue.mutate()}
      onClose={onClose}
    >
      <p>
        <bdi>{invoice.patient_name}</bdi> will owe {totalOf(invoice)}. The invoice gets its number and can no
        longer be edited or deleted.
      </p>
      {advice && <Notice intent="warning">{advice}</Notice>}
      <Channels {...PAYMENT_LINK} patient={patient} chosen={notify} onChange={setChosen} />
      <p className={styles.fine}>The message holds the number and the link, never what was treated.</p>
    </ActionDialog>
  );
}

function SendDialog({ invoice, onClose }: DialogProps) {
  const patient = usePatient(invoice.patient_id).data;
  const [chosen, setChosen] = useState<Channel[]>();
  const notify = chosen ?? channelsOf(patient).slice(0, 1);
  const send = useInvoiceAction({
    act: () => {
      if (notify.length === 0) throw new Error('Nothing is chosen.');
      return api.invoices.send({ id: invoice.id, notify });
    },
    done: () => 'The link is on its way',
    onDone: onClose,
  });
  const possible = notify.length > 0;
  return (
    <ActionDialog
      open
      title="Send the patient a fresh link"
      action={possible ? 'Send link' : 'Close'}
      busy={send.isPending}
      error={send.error}
      onAct={() => (possible ? send.mutate() : onClose())}
      onClose={onClose}
    >
      <Channels {...PAYMENT_LINK} patient={patient} chosen={notify} onChange={setChosen} />
    </ActionDialog>
  );
}

function CancelDialog({ invoice, onClose }: DialogProps) {
  const form = useContractForm(invoices.cancel.input, {
    values: { id: invoice.id, reason: '' },
    advice: { reason: 'Enter a reason.' },
  });
  const cancel = useInvoiceAction({
    act: api.invoices.cancel,
    done: ({ invoice_number }) => `${invoice_number ?? 'The draft'} was cancelled`,
    onDone: onClose,
  });
  return (
    <FormDialog
      {...formProps(form, cancel)}
      title={`Cancel ${invoice.invoice_number ?? 'this draft'}?`}
      action="Cancel invoice"
      danger
      stay="Keep invoice"
      onClose={onClose}
    >
      <p>
        <bdi>{invoice.patient_name}</bdi> will no longer owe {totalOf(invoice)}, and the payment page is
        closed. The number stays used.
      </p>
      <LinesField control={form.control} name="reason" label="Reason" required maxLength={LIMITS.reason} />
    </FormDialog>
  );
}

function DeleteDialog({ invoice, onClose }: DialogProps) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const remove = useAction({
    act: () => api.invoices.remove({ id: invoice.id }),
    changes: [KEYS.invoiceLists],
    done: 'The draft was deleted',
    onDone: async () => {
      await navigate('/staff/invoices');
      cache.removeQueries({ queryKey: invoiceQuery(invoice.id).queryKey });
    },
  });
  return (
    <ActionDialog
      open
      title="Delete this draft?"
      action="Delete draft"
      danger
      stay="Keep draft"
      busy={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        The draft for <bdi>{invoice.patient_name}</bdi> for {totalOf(invoice)} will be permanently deleted.
      </p>
    </ActionDialog>
  );
}

export type Asking = 'issue' | 'send' | 'cancel' | 'delete';

export function InvoiceDialog({ asking, ...dialog }: DialogProps & { asking: Asking }) {
  switch (asking) {
    case 'issue':
      return <IssueDialog {...dialog} />;
    case 'send':
      return <SendDialog {...dialog} />;
    case 'cancel':
      return <CancelDialog {...dialog} />;
    case 'delete':
      return <DeleteDialog {...dialog} />;
  }
}
