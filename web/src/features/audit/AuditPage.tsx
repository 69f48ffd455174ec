/** Audit & Ledger: who did what, and every entry of the books; to read, never to change. */
import { lazy, Suspense } from 'react';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { LoadingRows } from '../../shared/layout/states.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { AuditTab } from './AuditTab.tsx';
import { addressSchema, CLEARED, TABS } from './address.ts';
import { ChainBadge } from './ChainBadge.tsx';
import { LedgerTab } from './LedgerTab.tsx';

/** Loaded when it is first opened. */
const NumbersTab = lazy(async () => ({ default: (await import('./NumbersTab.tsx')).NumbersTab }));

export function AuditPage() {
  const [address, change] = useUrlState(addressSchema);
  const { tab } = address;
  return (
    <>
      <PageHeader title="Audit & Ledger" beside={<ChainBadge />} />
      <QuickFilters
        tabs={TABS}
        current={tab}
        address={(id) => ({ ...CLEARED, tab: id === 'audit' ? undefined : id })}
      />
      {tab === 'audit' && <AuditTab address={address} change={change} />}
      {tab === 'ledger' && <LedgerTab address={address} change={change} />}
      {tab === 'numbers' && (
        <Suspense fallback={<LoadingRows label="Loading the certificate" />}>
          <NumbersTab address={address} change={change} />
        </Suspense>
      )}
    </>
  );
}
