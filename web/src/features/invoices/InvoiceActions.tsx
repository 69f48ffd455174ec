/** What can be done with an invoice in its state; the first is the most likely. */
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import {
  Delete20Regular,
  DismissCircle20Regular,
  Edit20Regular,
  MoreHorizontal20Regular,
  Print20Regular,
  Send20Regular,
} from '@fluentui/react-icons';
import { type ReactElement, useState } from 'react';
import { isPayable } from '../../../../functions/domain/invoice.ts';
import { useSignedIn } from '../../session/current.ts';
import { CopyButton } from '../../shared/CopyButton.tsx';
import { LinkButton } from '../../shared/links.tsx';
import { CancelDialog, DeleteDialog, IssueDialog, SendDialog } from './dialogs.tsx';
import type { Invoice } from './queries.ts';

type Asking = 'issue' | 'send' | 'cancel' | 'delete';

function Dialogs({ asking, invoice, onClose }: { asking: Asking; invoice: Invoice; onClose: () => void }) {
  switch (asking) {
    case 'issue':
      return <IssueDialog invoice={invoice} onClose={onClose} />;
    case 'send':
      return <SendDialog invoice={invoice} onClose={onClose} />;
    case 'cancel':
      return <CancelDialog invoice={invoice} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog invoice={invoice} onClose={onClose} />;
  }
}

type MoreItem = { label: string; icon: ReactElement; onClick: () => void };

function More({ items }: { items: readonly MoreItem[] }) {
  if (items.length === 0) return null;
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<MoreHorizontal20Regular />} aria-label="More actions" />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {items.map(({ label, icon, onClick }) => (
            <MenuItem key={label} icon={icon} onClick={onClick}>
              {label}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

export function InvoiceActions({ invoice }: { invoice: Invoice }) {
  const { can } = useSignedIn();
  const [asking, setAsking] = useState<Asking>();
  const writes = can('invoices.write');
  const draft = invoice.status === 'draft';
  const open = isPayable(invoice.status);
  const untouched = invoice.payment_summary.paid_cents === 0;
  const more: MoreItem[] = [
    { label: 'Print', icon: <Print20Regular />, onClick: () => window.print() },
    ...(writes && open && untouched
      ? [{ label: 'Cancel invoice', icon: <DismissCircle20Regular />, onClick: () => setAsking('cancel') }]
      : []),
    ...(writes && draft
      ? [{ label: 'Delete draft', icon: <Delete20Regular />, onClick: () => setAsking('delete') }]
      : []),
  ];
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
      <More items={more} />
      {asking && <Dialogs asking={asking} invoice={invoice} onClose={() => setAsking(undefined)} />}
    </>
  );
}
