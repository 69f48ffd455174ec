/** Agrees on a payment plan: which open invoices, and by which instalments. */
import { Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { Controller } from 'react-hook-form';
import type { InvoiceSummary } from '../../../../../functions/contracts/invoices.ts';
import { patientPaymentPlans } from '../../../../../functions/contracts/payment-plans.ts';
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import { addDays, day } from '../../../../../functions/domain/calendar.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { planApi } from '../../../api/payment-plans.ts';
import { useSignedIn } from '../../../session/current.ts';
import { formProps, useContractForm } from '../../../shared/inputs/contract-form.ts';
import { MoneyField } from '../../../shared/inputs/form-fields.tsx';
import { FormDialog } from '../../../shared/layout/FormDialog.tsx';
import type { AmountValue } from '../../../shared/money/amounts.ts';
import { useMoneyAction } from '../../../shared/money/use-money-action.ts';
import { formatDay, todayIn } from '../../../shared/text/dates.ts';
import type { Patient } from '../queries.ts';
import { centsOf } from '../take-payment-form.ts';
import { ScheduleFields } from './ScheduleFields.tsx';
import { newSchedule, optionalAmounts, type ScheduleValues, scheduleInput } from './schedule-form.ts';

const useStyles = makeStyles({
  invoices: { border: 'none', padding: 0, margin: 0, minWidth: 0 },
  legend: { padding: 0, fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase200 },
  error: { color: tokens.colorPaletteRedForeground1, fontSize: tokens.fontSizeBase200 },
});

const DAYS_TO_FIRST = 30;

type AgreeValues = ScheduleValues & { id: string; invoice_ids: string[]; fee_cents: AmountValue };
type AgreePlanProps = {
  patient: Patient;
  /** Of one currency, and under no plan; at least one. */
  invoices: readonly [InvoiceSummary, ...InvoiceSummary[]];
  onClose: () => void;
};

const owedOn = (invoices: readonly InvoiceSummary[], ids: readonly string[]): number =>
  invoices.filter(({ id }) => ids.includes(id)).reduce((sum, { balance_cents: owed }) => sum + owed, 0);

function usePlanForm({ patient, invoices }: AgreePlanProps) {
  const { clinic } = useSignedIn();
  const [{ currency }] = invoices;
  const first = addDays(day(todayIn(clinic.time_zone)), DAYS_TO_FIRST);
  return useContractForm(patientPaymentPlans.paymentPlan.input, {
    values: {
      ...newSchedule(first),
      id: patient.id,
      invoice_ids: invoices.map(({ id }) => id),
      fee_cents: 'empty',
    } as AgreeValues,
    toInput: ({ id, invoice_ids, fee_cents, ...schedule }) => ({
      ...{ id, invoice_ids, fee_cents: centsOf(fee_cents) },
      ...scheduleInput(schedule),
    }),
    advice: { invoice_ids: 'Choose at least one invoice.', 'rule.count': 'Enter a number from 1 to 60.' },
    check: ({ down_payment_cents, fee_cents, invoice_ids }) =>
      optionalAmounts({ down_payment_cents, fee_cents }, { currency, most: owedOn(invoices, invoice_ids) }),
  });
}

export function AgreePlan(props: AgreePlanProps) {
  const { patient, invoices, onClose } = props;
  const [{ currency }] = invoices;
  const form = usePlanForm(props);
  const agree = useMoneyAction({
    act: planApi.patients.paymentPlan,
    done: ({ instalments }) => `Payment plan agreed: ${instalments.length} installments`,
    onDone: onClose,
  });
  const values = form.watch();
  const owed = owedOn(invoices, values.invoice_ids) + centsOf(values.fee_cents);
  return (
    <FormDialog
      {...formProps(form, agree)}
      title={`Payment plan for ${isolate(patient.name)}`}
      action={`Agree on ${formatMoney(owed, currency)}`}
      onClose={onClose}
    >
      <Invoices form={form} invoices={invoices} />
      <MoneyField
        control={form.control}
        name="fee_cents"
        label="Fee for the plan"
        hint="Billed as an invoice of its own, which the plan covers."
        required={false}
        currency={currency}
      />
      <ScheduleFields control={form.control} values={values} owedCents={owed} currency={currency} />
    </FormDialog>
  );
}

type InvoicesProps = Pick<AgreePlanProps, 'invoices'> & { form: ReturnType<typeof usePlanForm> };

/** Which of the open invoices the plan covers. */
function Invoices({ form, invoices }: InvoicesProps) {
  const styles = useStyles();
  return (
    <Controller
      control={form.control}
      name="invoice_ids"
      render={({ field: { value, onChange, ref }, fieldState }) => {
        const problem = fieldState.error as { message?: string } | { message?: string }[] | undefined;
        const message = Array.isArray(problem) ? problem.find(Boolean)?.message : problem?.message;
        return (
          <fieldset className={styles.invoices}>
            <legend className={styles.legend}>Invoices</legend>
            {invoices.map(
              ({ id, invoice_number: number, balance_cents: owed, currency, due_date: due }, at) => (
                <div key={id}>
                  <Checkbox
                    {...(at === 0 && { ref })}
                    checked={value.includes(id)}
                    label={`${number ?? 'Invoice'} · ${formatMoney(owed, currency)}, due ${formatDay(due)}`}
                    onChange={(_, { checked }) =>
                      onChange(checked ? [...value, id] : value.filter((one) => one !== id))
                    }
                  />
                </div>
              ),
            )}
            {message && (
              <div role="alert" className={styles.error}>
                {message}
              </div>
            )}
          </fieldset>
        );
      }}
    />
  );
}
