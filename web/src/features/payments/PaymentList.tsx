/** Payments with their filters, or only those that failed. */
import { PAYMENT_METHODS } from '../../../../functions/domain/payment-method.ts';
import { EmptyState } from '../../shared/layout/states.tsx';
import { ChoiceFilter, DayFilter, Filters, SearchFilter } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { ListSum } from '../../shared/lists/ListSum.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { PatientFilter } from '../../shared/lists/PatientFilter.tsx';
import { SavedViewButtons } from '../../shared/lists/SavedViewButtons.tsx';
import { useSavedViews, viewShowing } from '../../shared/lists/saved-views.ts';
import { PaymentTable } from '../../shared/money/PaymentTable.tsx';
import { usePayments } from '../../shared/money/queries.ts';
import { capitalized, methodName } from '../../shared/money/words.ts';
import { CLEARED, PAYMENT_STATES, savedFilters, type TabProps } from './address.ts';

const METHODS = PAYMENT_METHODS.map((method) => [method, methodName(method)] as const);
const STATES = PAYMENT_STATES.map((state) => [state, capitalized(state)] as const);

export function PaymentList({ address, change, onOpen, failed = false }: TabProps & { failed?: boolean }) {
  const { query, status, method, patient_id, from, to, cursor, limit } = address;
  const listed = { query, status: failed ? 'failed' : status, method, patient_id, from, to } as const;
  const payments = usePayments({ ...listed, cursor, limit });
  const view = viewShowing(useSavedViews('payments'), savedFilters(address));
  const filtered = [query, failed ? undefined : status, method, patient_id, from, to, cursor].some(
    (value) => value !== undefined,
  );
  const set = (name: 'query' | 'status' | 'method' | 'from' | 'to') => (value: string | undefined) =>
    change({ [name]: value, cursor: undefined }, { replace: true });
  return (
    <>
      <Filters filtered={filtered} onClear={() => change(CLEARED)}>
        <SearchFilter
          label="Search payments"
          placeholder="Patient, invoice, receipt or reference"
          value={query}
          onChange={set('query')}
        />
        {!failed && (
          <ChoiceFilter label="Status" any="Any" options={STATES} value={status} onChange={set('status')} />
        )}
        <ChoiceFilter label="Method" any="Any" options={METHODS} value={method} onChange={set('method')} />
        <DayFilter label="Received from" value={from} onChange={set('from')} />
        <DayFilter label="Received to" value={to} onChange={set('to')} />
        {patient_id && (
          <PatientFilter
            patientId={patient_id}
            onRemove={() => change({ patient_id: undefined, cursor: undefined })}
          />
        )}
        {!failed && (
          <SavedViewButtons
            list="payments"
            filters={savedFilters(address)}
            view={view}
            worthSaving={[status, method, patient_id, from, to].some((value) => value !== undefined)}
            onDeleted={() => change(CLEARED)}
          />
        )}
      </Filters>
      <ListBody
        query={payments}
        what="payments"
        filtered={filtered}
        onClear={() => change(CLEARED)}
        empty={
          failed ? (
            <EmptyState title="No payment has failed" />
          ) : (
            <EmptyState title="No payments yet">
              They appear here when patients pay online, and when you record money on an invoice.
            </EmptyState>
          )
        }
        pager={(nextCursor) => (
          <>
            <ListSum what="payments" filters={listed} />
            <Pager state={address} nextCursor={nextCursor} onChange={change} />
          </>
        )}
      >
        {(rows) => <PaymentTable payments={rows} onOpen={onOpen} />}
      </ListBody>
    </>
  );
}
