/** Patients with credit: surplus money that is to be applied to an invoice or given back. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { CLEARED, type TabProps } from './address.ts';
import { type PatientCredit, useCredits } from './queries.ts';

const PayOutCredit = lazy(async () => ({ default: (await import('./PayOutCredit.tsx')).PayOutCredit }));

const useStyles = makeStyles({
  card: { display: 'grid', gap: tokens.spacingVerticalS },
  between: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: '8px',
    flexWrap: 'wrap',
  },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

type CellProps = { credit: PatientCredit };

const Patient = ({ credit }: CellProps) => (
  <AppLink to={`/staff/patients/${credit.patient_id}`}>
    <bdi>{credit.patient_name}</bdi>
  </AppLink>
);

function Has({ credit }: CellProps) {
  const styles = useStyles();
  return (
    <>
      <Money cents={credit.credit_cents} currency={credit.currency} />
      {credit.reserved_cents > 0 && (
        <div className={styles.quiet}>
          <Money cents={credit.reserved_cents} currency={credit.currency} /> pending approval
        </div>
      )}
    </>
  );
}

const isFree = (credit: PatientCredit) => credit.credit_cents > credit.reserved_cents;

function Actions({ credit, onPayOut }: CellProps & { onPayOut: (credit: PatientCredit) => void }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  return (
    <div className={styles.actions}>
      {credit.balance_cents > 0 && isFree(credit) && (
        <AppLink to={`/staff/invoices?patient_id=${credit.patient_id}&status=outstanding`}>
          Apply to an invoice
        </AppLink>
      )}
      {can('credits.pay_out') && isFree(credit) && (
        <Button size="small" onClick={() => onPayOut(credit)}>
          Pay out
        </Button>
      )}
      {!isFree(credit) && <span className={styles.quiet}>An admin approves or rejects the pay-out</span>}
    </div>
  );
}

export function CreditList({ address, change }: TabProps) {
  const styles = useStyles();
  const [paying, setPaying] = useState<PatientCredit>();
  const { cursor, limit } = address;
  const credits = useCredits({ cursor, limit });
  const owes = (credit: PatientCredit) => <Money cents={credit.balance_cents} currency={credit.currency} />;
  const actions = (credit: PatientCredit) => <Actions credit={credit} onPayOut={setPaying} />;
  const columns: Column<PatientCredit>[] = [
    { header: 'Patient', cell: (credit) => <Patient credit={credit} />, rowHeader: true },
    { header: 'Credit', cell: (credit) => <Has credit={credit} />, end: true },
    { header: 'Owes', cell: owes, end: true },
    { header: 'What to do', cell: actions },
  ];
  return (
    <>
      <ListBody
        query={credits}
        what="patients with credit"
        filtered={cursor !== undefined}
        onClear={() => change(CLEARED)}
        empty={
          <EmptyState title="No patient has credit">
            Money beyond a debt appears here, to be applied to an invoice or given back.
          </EmptyState>
        }
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => (
          <DataTable
            caption="Patients with credit"
            columns={columns}
            rows={rows}
            rowKey={(credit) => `${credit.patient_id} ${credit.currency}`}
            card={(credit) => (
              <div className={styles.card}>
                <div className={styles.between}>
                  <Patient credit={credit} />
                  <strong>
                    <Has credit={credit} />
                  </strong>
                </div>
                <div>Owes {owes(credit)}</div>
                {actions(credit)}
              </div>
            )}
          />
        )}
      </ListBody>
      {paying && (
        <Suspense>
          <PayOutCredit credit={paying} onClose={() => setPaying(undefined)} />
        </Suspense>
      )}
    </>
  );
}
