/** Late fees in the random proof: the sweep on one invoice, on a day after its due date. */
import { chargeLateFees } from '../../../functions/capabilities/late-fees/charge.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { day, daysBetween } from '../../../functions/domain/calendar.ts';
import { type Operation, recent } from './lane.ts';
import { newInvoice, open } from './model.ts';
import type { ModelInvoice } from './model-types.ts';

/** The rule of the clinic in the proof. */
export const LATE_FEE = {
  enabled: true,
  kind: 'fixed' as const,
  amount_cents: 15_00,
  grace_days: 5,
  every_days: 30,
  max_periods: 4,
};
const DAYS = ['2027-06-15', '2027-07-20', '2027-09-01', '2027-10-10', '2028-03-01'];

/** The app on that noon, whose sweep finds this invoice alone: other lanes' invoices are theirs. */
function sweeping(app: App, invoice: ModelInvoice, on: string): App {
  const { read } = app.db;
  const found = [{ id: invoice.id, dueOn: day(invoice.due) }];
  const lateFees = {
    ...read.lateFees,
    find: (_before: unknown, after: unknown) => Promise.resolve(after === undefined ? found : []),
    unissued: () => Promise.resolve([]),
  };
  return {
    ...app,
    clock: { ...app.clock, now: () => new Date(`${on}T16:00:00Z`) },
    db: { ...app.db, read: { ...read, lateFees } },
  };
}

function expectedPeriod({ due, ...invoice }: ModelInvoice, on: string): number {
  const late = daysBetween(day(due), day(on)) - LATE_FEE.grace_days;
  const isDisputed = invoice.payments.some(({ dispute }) => dispute?.status === 'open');
  if (!open({ due, ...invoice }) || isDisputed || late < 1) return 0;
  const period = Math.ceil(late / LATE_FEE.every_days);
  return period > LATE_FEE.max_periods || invoice.feePeriods?.includes(period) ? 0 : period;
}

export const LATE_FEE_OPERATION: Operation = {
  name: 'late fee',
  run: async (lane) => {
    // A fee bears no fee.
    const able = recent(lane).filter(({ feePeriods }) => feePeriods !== null);
    if (able.length === 0) return undefined;
    const invoice = lane.random.one(able);
    const on = lane.random.one(DAYS);
    const period = expectedPeriod(invoice, on);
    const { patient } = invoice;
    const charged = await chargeLateFees(sweeping(lane.app, invoice, on), {
      actor: { type: 'system' },
      requestId: 'proof',
      address: null,
    });
    const expected = period > 0 ? 'done' : 'no_fee';
    const actual = charged > 0 ? 'done' : 'no_fee';
    if (charged === 0 || period === 0) return { patient, invoices: [invoice], expected, actual };
    invoice.feePeriods?.push(period);
    const { rows } = await lane.owner.query<{ id: string; due: string }>(
      `select i.id, i.due_date::text as due from late_fees f join invoices i on i.id = f.fee_invoice_id
       where f.invoice_id = $1 and f.period = $2`,
      [invoice.id, period],
    );
    const made = newInvoice(rows[0]?.id ?? '', patient, {
      ...{ price: LATE_FEE.amount_cents, basisPoints: 0, due: rows[0]?.due ?? '' },
    });
    made.feePeriods = null;
    lane.invoices.push(made);
    return { patient, invoices: [invoice, made], expected, actual };
  },
};
