/** Payments & Refunds: what came in, what goes back, what waits for an admin, what failed and what is disputed. */
import { lazy, Suspense } from 'react';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { useSavedViews, viewShowing, withViews } from '../../shared/lists/saved-views.ts';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { addressSchema, CLEARED, savedFilters, TABS, type TabProps } from './address.ts';
import { CreditList } from './CreditList.tsx';
import { CreditNoteRequestList } from './CreditNoteRequestList.tsx';
import { DisputeList } from './DisputeList.tsx';
import { PaymentList } from './PaymentList.tsx';
import { PayoutList } from './PayoutList.tsx';
import { RefundList } from './RefundList.tsx';

/** Loaded when a payment is opened first. */
const PaymentDrawer = lazy(async () => ({ default: (await import('./PaymentDrawer.tsx')).PaymentDrawer }));

function Tab(props: TabProps) {
  switch (props.address.tab) {
    case 'payments':
      return <PaymentList {...props} />;
    case 'failed':
      return <PaymentList {...props} failed />;
    case 'refunds':
      return <RefundList {...props} />;
    case 'approval':
      return (
        <>
          <RefundList {...props} awaiting />
          <PayoutList pending />
          <CreditNoteRequestList />
        </>
      );
    case 'disputed':
      return <DisputeList {...props} />;
    case 'credit':
      return (
        <>
          <CreditList {...props} />
          <PayoutList />
        </>
      );
  }
}

/** The list of the tab; disputes and credit have none. */
function PaymentsExport({ address }: Pick<TabProps, 'address'>) {
  const { tab, query, method, patient_id, from, to, refund, outside } = address;
  if (tab === 'disputed' || tab === 'credit') return null;
  if (tab === 'refunds' || tab === 'approval') {
    const status = tab === 'approval' ? 'requested' : refund;
    const filters = { status, outside_approval: outside };
    return <ListExport lists={[{ label: 'Refunds', path: 'refunds', filters }]} />;
  }
  const filters = {
    query,
    status: tab === 'failed' ? 'failed' : address.status,
    method,
    patient_id,
    from,
    to,
  };
  return <ListExport lists={[{ label: 'Payments', path: 'payments', filters }]} />;
}

export function PaymentsPage() {
  const [address, change] = useUrlState(addressSchema);
  const { tab, payment } = address;
  const views = useSavedViews('payments');
  const view = viewShowing(views, savedFilters(address));
  const addressOf = (id: string) => {
    const chosen = views.find((each) => each.id === id);
    const shown = chosen ? chosen.filters : { tab: id === 'payments' ? undefined : id };
    return { ...CLEARED, tab: undefined, payment: undefined, ...shown };
  };
  return (
    <>
      <PageHeader title="Payments & Refunds" actions={<PaymentsExport address={address} />} />
      <QuickFilters
        tabs={withViews(TABS, views)}
        current={(tab === 'payments' && view?.id) || tab}
        address={addressOf}
      />
      <Tab key={tab} address={address} change={change} onOpen={(id) => change({ payment: id })} />
      {payment && (
        <Suspense>
          <PaymentDrawer id={payment} onClose={() => change({ payment: undefined })} />
        </Suspense>
      )}
    </>
  );
}
