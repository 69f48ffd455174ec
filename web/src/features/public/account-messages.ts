/** The texts of the page of an account, which the page of one invoice does not load. */
import { CATALOGUE, useMessages } from './language.ts';

const en = {
  title: 'Your account',
  owed: 'You owe',
  credit: (amount: string) => `You have ${amount} of credit. The clinic can use it for an invoice.`,
  nothingOwed: 'You owe nothing.',
  invoices: 'Open invoices',
  instalments: 'Payment plan',
  due: (day: string) => `Due on ${day}`,
  wasDue: (day: string) => `Was due on ${day}`,
  received: (amount: string) => `${amount} paid`,
  ofTotal: (amount: string) => `of ${amount}`,
  processing: 'Being confirmed',
  payEverything: (amount: string) => `Pay everything you owe (${amount})`,
  choose: 'Invoices that I choose',
  chooseFirst: 'Choose at least one invoice.',
  spread: 'The amount goes to the oldest invoice first.',
  otherAmount:
    'This amount would leave too little on one invoice to be paid online. Please choose a slightly different amount.',
  tooLittle: (least: string) => `At least ${least} can be paid online.`,
};

const es: typeof en = {
  title: 'Su cuenta',
  owed: 'Debe',
  credit: (amount: string) => `Tiene ${amount} de crédito. La clínica puede usarlo para una factura.`,
  nothingOwed: 'No debe nada.',
  invoices: 'Facturas pendientes',
  instalments: 'Plan de pagos',
  due: (day: string) => `Vence el ${day}`,
  wasDue: (day: string) => `Venció el ${day}`,
  received: (amount: string) => `${amount} pagado`,
  ofTotal: (amount: string) => `de ${amount}`,
  processing: 'En confirmación',
  payEverything: (amount: string) => `Pagar todo lo que debe (${amount})`,
  choose: 'Las facturas que elija',
  chooseFirst: 'Elija al menos una factura.',
  spread: 'El importe se aplica primero a la factura más antigua.',
  otherAmount:
    'Este importe dejaría en una factura un resto demasiado pequeño para pagarlo en línea. Elija un importe algo distinto.',
  tooLittle: (least: string) => `En línea se puede pagar como mínimo ${least}.`,
};

/** In the language of the page. */
export const useAccountMessages = (): typeof en => (useMessages() === CATALOGUE.es ? es : en);
