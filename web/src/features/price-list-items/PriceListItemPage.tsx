/** One item of the price list: what it says now, and every version that it had. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Edit20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useParams } from 'react-router';
import type { PriceListVersion } from '../../../../functions/contracts/price-list-items.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { nameIn } from '../../../../functions/domain/price-list.ts';
import { priceListApi } from '../../api/price-list.ts';
import { Problem } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { LazyActionDialog } from '../../shared/layout/LazyActionDialog.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { rateInWords } from '../../shared/money/rate-words.ts';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { UNIT_WORDS } from '../../shared/text/unit-words.ts';
import { OfferedBadge, offeredInWords } from './Offered.tsx';
import { Prices } from './Prices.tsx';
import { type ItemWithVersions, priceListItemQuery } from './queries.ts';

const ItemDialog = lazy(async () => ({ default: (await import('./ItemDialog.tsx')).ItemDialog }));

const useStyles = makeStyles({
  panels: { display: 'grid', gap: tokens.spacingHorizontalXL, gridTemplateColumns: 'minmax(0, 1fr)' },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
});

const BACK = { to: '/staff/price-list', label: 'Price list' };

const usualTax = (rate: number | null): string => (rate === null ? 'No default' : rateInWords(rate));

function Details({ item }: { item: ItemWithVersions }) {
  return (
    <Panel title="Details">
      <Facts
        pairs
        facts={[
          ['Code', item.code],
          ['Code system', item.code_system ?? 'None'],
          ['Name in English', item.names.en ?? 'None'],
          ['Name in Spanish', item.names.es ?? 'None'],
          ['Price', <Prices key="price" of={item} />],
          ['Tax', usualTax(item.tax_rate_thousandths)],
          ['Unit', item.unit ? UNIT_WORDS[item.unit] : 'None'],
          ['Category', item.category ?? 'None'],
          ['Offered', offeredInWords(item)],
        ]}
      />
    </Panel>
  );
}

function Versions({ versions }: { versions: readonly PriceListVersion[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const when = ({ created_at }: PriceListVersion) => formatInstant(created_at, clinic.time_zone);
  const offered = (version: PriceListVersion) => (version.withdrawn ? 'Withdrawn' : offeredInWords(version));
  const columns: Column<PriceListVersion>[] = [
    { header: 'Version', cell: ({ version }) => String(version), rowHeader: true, nowrap: true },
    { header: 'Name', cell: (version) => nameIn(version, 'en'), dropOrder: 2 },
    { header: 'Offered', cell: offered, dropOrder: 1 },
    { header: 'By', cell: ({ staff_name }) => staff_name },
    { header: 'Since', cell: when, nowrap: true },
    { header: 'Tax', cell: (version) => usualTax(version.tax_rate_thousandths), end: true },
    { header: 'Price', cell: (version) => <Prices of={version} />, end: true },
  ];
  return (
    <Panel title="Versions">
      <DataTable
        caption="Versions"
        columns={columns}
        rows={versions}
        rowKey={({ id }) => id}
        card={(version) => (
          <div className={styles.card}>
            <strong>Version {version.version}</strong>
            <bdi>{nameIn(version, 'en')}</bdi>
            <Prices of={version} />
            <span>{offered(version)}</span>
            <span>
              <bdi>{version.staff_name}</bdi>, {when(version)}
            </span>
          </div>
        )}
      />
    </Panel>
  );
}

/** Edits the item, takes it from the list, or offers it again. */
function ItemActions({ item }: { item: ItemWithVersions }) {
  const toasts = useToasts();
  const [open, setOpen] = useState<'edit' | 'withdraw'>();
  const close = () => setOpen(undefined);
  const { id, version, withdrawn } = item;
  const offer = useAction({
    act: () => priceListApi.edit({ id, withdrawn: !withdrawn }, { version }),
    changes: [KEYS.priceList],
    done: withdrawn ? 'The item is offered again' : 'The item was withdrawn',
    onDone: close,
    ...(withdrawn && { failed: 'The item was not changed' }),
  });
  return (
    <>
      <Button
        disabledFocusable={offer.isPending}
        onClick={() => (withdrawn ? offer.mutate() : setOpen('withdraw'))}
      >
        {withdrawn ? 'Offer again' : 'Withdraw'}
      </Button>
      <Button icon={<Edit20Regular />} onClick={() => setOpen('edit')}>
        Edit
      </Button>
      {open === 'withdraw' && (
        <LazyActionDialog
          open
          title={`Withdraw ${isolate(item.code)}?`}
          action="Withdraw item"
          busy={offer.isPending}
          error={offer.error}
          onAct={() => offer.mutate()}
          onClose={close}
        >
          <p>It is no longer offered on new invoices. You can offer it again at any time.</p>
        </LazyActionDialog>
      )}
      {open === 'edit' && (
        <Suspense>
          <ItemDialog
            item={item}
            onClose={close}
            onSaved={() => {
              toasts.success('Changes were saved');
              close();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

export function PriceListItemPage() {
  const styles = useStyles();
  const { id = '' } = useParams();
  const { can } = useSignedIn();
  const query = useQuery(priceListItemQuery(id));
  if (!query.data) {
    const missing = query.error instanceof Problem && [400, 404].includes(query.error.status);
    return (
      <>
        <PageHeader title="Item of the price list" back={BACK} />
        {query.isPending && <LoadingRows label="Loading the item" />}
        {missing && <EmptyState title="Item not found">Check the address of this page.</EmptyState>}
        {query.isError && !missing && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      </>
    );
  }
  const item = query.data;
  return (
    <>
      <PageHeader
        title={nameIn(item, 'en')}
        back={BACK}
        beside={<OfferedBadge item={item} />}
        actions={can('price_list.manage') && <ItemActions item={item} />}
      />
      <div className={styles.panels}>
        <Details item={item} />
        <Versions versions={item.versions} />
      </div>
    </>
  );
}
