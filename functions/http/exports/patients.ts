/** Patients, their statements and the messages to them as files. */
import { everyRow } from '../../capabilities/every-row.ts';
import type { MessageFilter } from '../../capabilities/ports/messages.ts';
import type { App } from '../../capabilities/ports.ts';
import type { Message } from '../../contracts/messages.ts';
import type { Statement } from '../../contracts/patient-account.ts';
import type { PatientSummary } from '../../contracts/patients.ts';
import { columnsOf, csvFile } from './columns.ts';

type Row = Omit<PatientSummary, 'balances'> & Partial<PatientSummary['balances'][number]>;

const patient = columnsOf<Row>();
const PATIENT_COLUMNS = [
  patient.field('name'),
  patient.field('email'),
  patient.field('phone'),
  patient.field('dob'),
  patient.field('currency'),
  patient.money('balance_cents'),
  patient.money('credit_cents'),
  patient.instant('created_at'),
  patient.field('id'),
];

async function* patientsOf(app: App, query: string | undefined): AsyncGenerator<Row> {
  const phone = query ? app.phones.read(query) : undefined;
  const found = everyRow((page) => app.db.read.patients.search(query || undefined, page, phone));
  for await (const { balances, ...each } of found) {
    if (balances.length === 0) yield each;
    yield* balances.map((balance) => ({ ...each, ...balance }));
  }
}

/** The patients that a text finds, newest first: a row for each currency that they have a balance in. */
export const patientsFile = (app: App, query: string | undefined) =>
  csvFile(app, 'patients', PATIENT_COLUMNS, patientsOf(app, query));

type Movement = Statement['movements'][number] & { currency: string };
const movement = columnsOf<Movement>();
const STATEMENT_COLUMNS = [
  movement.instant('at'),
  movement.field('kind'),
  movement.field('invoice_number'),
  movement.field('document'),
  movement.field('currency'),
  movement.money('amount_cents'),
  movement.money('balance_cents'),
  movement.money('credit_cents'),
  movement.money('credit_balance_cents'),
];

/** What a statement begins with, its movements, and what it comes to. */
export function statementFile(app: App, statement: Statement) {
  const { currency, movements, opening, closing } = statement;
  const balanceRow = (kind: string, at: string, balance: Statement['opening']): Movement => ({
    at,
    kind,
    invoice_number: null,
    document: null,
    currency,
    amount_cents: 0,
    credit_cents: 0,
    balance_cents: balance.balance_cents,
    credit_balance_cents: balance.credit_cents,
  });
  return csvFile(app, 'statement', STATEMENT_COLUMNS, [
    ...(statement.from === null ? [] : [balanceRow('opening', statement.from, opening)]),
    ...movements.map((each) => ({ ...each, currency })),
    balanceRow('closing', statement.as_of, closing),
  ]);
}

const message = columnsOf<Message>();
const MESSAGE_COLUMNS = [
  message.instant('created_at'),
  message.field('patient_name'),
  message.field('invoice_number'),
  message.field('kind'),
  message.field('channel'),
  message.field('state'),
  message.field('address'),
  message.field('attempts'),
  message.field('bounced'),
  message.field('needs_attention'),
  message.field('last_error'),
  message.instant('sent_at'),
  message.instant('delivered_at'),
  message.field('invoice_id'),
  message.field('patient_id'),
  message.field('id'),
];

/** The messages of a filter, newest first; addresses stay masked. */
export const messagesFile = (app: App, filter: MessageFilter) =>
  csvFile(
    app,
    'messages',
    MESSAGE_COLUMNS,
    everyRow((page) => app.db.read.messages.list(filter, page)),
  );
