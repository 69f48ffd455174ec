/** Last step: the invoice as the patient will see it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { cents } from '../../../../../functions/domain/money.ts';
import { onlineAdvice } from '../../../../../functions/domain/online-amount.ts';
import { useSignedIn } from '../../../session/current.ts';
import { Notice } from '../../../shared/layout/Notice.tsx';
import { formatDay } from '../../../shared/text/dates.ts';
import { InvoiceLines, Sums, sumsToTotal } from '../InvoiceLines.tsx';
import { type BuilderValues, totalsOf } from './form.ts';

const useStyles = makeStyles({
  sheet: {
    padding: tokens.spacingHorizontalXL,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px dashed ${tokens.colorNeutralStroke1}`,
    '@media (max-width: 479px)': { padding: tokens.spacingHorizontalM },
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalL,
    marginBottom: tokens.spacingVerticalXL,
  },
  quiet: { color: tokens.colorNeutralForeground3 },
  notes: { marginTop: tokens.spacingVerticalL, whiteSpace: 'pre-wrap' },
});

export function ReviewStep({ values }: { values: BuilderValues }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const totals = totalsOf(values);
  const advice = onlineAdvice(cents(totals.totalCents), values.currency);
  return (
    <>
      {advice && <Notice intent="warning">{advice}</Notice>}
      <section className={styles.sheet} aria-label="Preview of the invoice">
        <div className={styles.head}>
          <div>
            <h2>
              <bdi>{clinic.name}</bdi>
            </h2>
            <div className={styles.quiet}>
              Invoice for <bdi>{values.patient_name}</bdi>
            </div>
          </div>
          <div>
            <div>Due {formatDay(values.due_date)}</div>
            <div className={styles.quiet}>The number is given when it is issued.</div>
          </div>
        </div>
        <InvoiceLines lines={totals.lines} currency={values.currency} />
        <Sums currency={values.currency} sums={sumsToTotal(totals)} />
      </section>
      {values.notes && (
        <p className={styles.notes}>
          Notes for staff: <bdi>{values.notes}</bdi>
        </p>
      )}
    </>
  );
}
