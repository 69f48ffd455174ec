/** What can be done with an invoice in its state; the first is the most likely. */
import { Button } from '@fluentui/react-components';
import {
  Delete20Regular,
  DismissCircle20Regular,
  DocumentCopy20Regular,
  Edit20Regular,
  Print20Regular,
  Send20Regular,
} from '@fluentui/react-icons';
import { lazy, Suspense, useState } from 'react';
import { isPayable } from '../../../../functions/domain/invoice.ts';
import { isItemized } from '../../../../functions/domain/line-details.ts';
import { useSignedIn } from '../../session/current.ts';
import { CopyButton } from '../../shared/inputs/CopyButton.tsx';
import { DocumentButton } from '../../shared/inputs/DocumentButton.tsx';
import { LinkButton } from '../../shared/layout/links.tsx';
import type { Asking } from './InvoiceDialog.tsx';
import type { Invoice } from './queries.ts';

/** Loaded when something is asked for the first time. */
const InvoiceDialog = lazy(async () => ({ default: (await import('./InvoiceDialog.tsx')).InvoiceDialog }));

export function InvoiceActions({ invoice }: { invoice: Invoice }) {
  const { can } = useSignedIn();
  const [asking, setAsking] = useState<Asking>();
  const writes = can('invoices.write');
  const draft = invoice.status === 'draft';
  const open = isPayable(invoice.status);
  const untouched = invoice.payment_summary.paid_cents === 0;
  return (
    <>
      {writes && draft && (
        <>
          <LinkButton to={`/staff/invoices/${invoice.id}/edit?step=items`} icon={<Edit20Regular />}>
            Edit
          </LinkButton>
          <Button appearance="primary" icon={<Send20Regular />} onClick={() => setAsking('issue')}>
            Issue
          </Button>
        </>
      )}
      {open && invoice.patient_link && (
        <CopyButton text={invoice.patient_link.url} label="Copy patient link" />
      )}
      {writes && open && (
        <Button appearance="primary" icon={<Send20Regular />} onClick={() => setAsking('send')}>
          Send link
        </Button>
      )}
      {writes && !invoice.archived_at && (
        <LinkButton
          appearance="subtle"
          icon={<DocumentCopy20Regular />}
          to={`/staff/invoices/new?copy=${invoice.id}`}
        >
          Duplicate
        </LinkButton>
      )}
      {writes && draft && (
        <Button appearance="subtle" icon={<Delete20Regular />} onClick={() => setAsking('delete')}>
          Delete draft
        </Button>
      )}
      {writes && open && untouched && (
        <Button appearance="subtle" icon={<DismissCircle20Regular />} onClick={() => setAsking('cancel')}>
          Cancel invoice
        </Button>
      )}
      {!draft && (
        <Button appearance="subtle" icon={<Print20Regular />} onClick={() => window.print()}>
          Print
        </Button>
      )}
      {!draft && <DocumentButton appearance="subtle" path={`/invoices/${invoice.id}/pdf`} label="PDF" />}
      {!draft && isItemized(invoice.items) && (
        <DocumentButton appearance="subtle" path={`/invoices/${invoice.id}/superbill`} label="Superbill" />
      )}
      {asking && (
        <Suspense>
          <InvoiceDialog asking={asking} invoice={invoice} onClose={() => setAsking(undefined)} />
        </Suspense>
      )}
    </>
  );
}
