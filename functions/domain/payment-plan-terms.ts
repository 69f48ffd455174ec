/** The terms of a payment plan, in the patient's language: a text that names no person and no treatment. */
import type { Day } from './calendar.ts';
import { type Currency, formatMoney } from './currency.ts';
import type { Language } from './messages.ts';
import type { Cents } from './money.ts';
import type { Instalment, PlanConsequence, PlanRules } from './payment-plan.ts';

export type PlanTerms = {
  clinicName: string;
  currency: Currency;
  invoiceNumbers: readonly string[];
  downPaymentCents: Cents;
  feeCents: Cents;
  instalments: readonly Instalment[];
  owedCents: Cents;
  rules: PlanRules;
};

const LOCALES: Record<Language, string> = { en: 'en-US', es: 'es-US' };

const dayWords = (language: Language, dueOn: Day): string =>
  new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${dueOn}T00:00:00Z`),
  );

type Words = {
  title: string;
  covers(numbers: string, total: string): string;
  fee(amount: string): string;
  down(amount: string): string;
  instalment(place: number, amount: string, due: string): string;
  received: string;
  reminders: string;
  broken(days: number): Record<PlanConsequence, string>;
  change: string;
};

const WORDS: Record<Language, Words> = {
  en: {
    title: 'Payment plan with',
    covers: (numbers, total) =>
      `This plan covers ${numbers}. ${total} is owed on ${numbers.includes(',') ? 'them' : 'it'}.`,
    fee: (amount) => `A fee of ${amount} for the plan is included.`,
    down: (amount) => `Down payment, due today: ${amount}`,
    instalment: (place, amount, due) => `Installment ${place}: ${amount}, due ${due}`,
    received:
      'What is paid counts towards the oldest installment first. Paying early or more is possible at any time.',
    reminders: 'While the installments are paid on time, the invoices are not overdue.',
    broken: (days) => ({
      remind: `If an installment is more than ${days} days late, we remind you of it.`,
      pause: `If an installment is more than ${days} days late, we contact you about it.`,
      balance_due: `If an installment is more than ${days} days late, the whole balance may become due.`,
    }),
    change:
      'If you cannot pay an installment, please call us: a new plan keeps what was paid and divides the rest.',
  },
  es: {
    title: 'Plan de pagos con',
    covers: (numbers, total) =>
      `Este plan incluye ${numbers}. ${numbers.includes(',') ? 'De ellas' : 'De ella'} se deben ${total}.`,
    fee: (amount) => `Incluye un cargo de ${amount} por el plan.`,
    down: (amount) => `Pago inicial, para hoy: ${amount}`,
    instalment: (place, amount, due) => `Cuota ${place}: ${amount}, para el ${due}`,
    received:
      'Lo que se paga cuenta primero para la cuota más antigua. Puede pagar antes o más en cualquier momento.',
    reminders: 'Mientras las cuotas se paguen a tiempo, las facturas no están vencidas.',
    broken: (days) => ({
      remind: `Si una cuota se atrasa más de ${days} días, se la recordamos.`,
      pause: `Si una cuota se atrasa más de ${days} días, nos ponemos en contacto con usted.`,
      balance_due: `Si una cuota se atrasa más de ${days} días, el saldo completo puede vencer.`,
    }),
    change:
      'Si no puede pagar una cuota, llámenos, por favor: un plan nuevo conserva lo pagado y divide el resto.',
  },
};

/** The terms as the patient reads and accepts them, line by line. */
export function planTerms(language: Language, terms: PlanTerms): string {
  const words = WORDS[language];
  const money = (amount: Cents): string => formatMoney(amount, terms.currency, LOCALES[language]);
  const { rules, downPaymentCents, feeCents } = terms;
  return [
    `${words.title} ${terms.clinicName}`,
    words.covers(terms.invoiceNumbers.join(', '), money(terms.owedCents)),
    ...(feeCents > 0 ? [words.fee(money(feeCents))] : []),
    ...(downPaymentCents > 0 ? [words.down(money(downPaymentCents))] : []),
    ...terms.instalments.map(({ amountCents, dueOn }, index) =>
      words.instalment(index + 1, money(amountCents), dayWords(language, dueOn)),
    ),
    words.received,
    words.reminders,
    words.broken(rules.broken_after_days)[rules.when_broken],
    words.change,
  ].join('\n');
}

/** The line of the invoice that bills the fee of a plan. */
export const planFeeLine = (language: Language): string =>
  language === 'es' ? 'Cargo por el plan de pagos' : 'Payment plan fee';
