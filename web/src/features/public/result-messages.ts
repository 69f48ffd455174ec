/** The texts of the pages that follow a payment, which the page of an invoice does not load. */
import { CATALOGUE, useMessages } from './language.ts';

const en = {
  expired:
    'For your privacy, the result of a payment is shown here for a short time only. If you have paid, your payment is safe: please do not pay again. We can send a fresh link to your invoice to the address that the clinic has on file.',
  next: 'What happens next: nothing more is needed from you. Print this page, or open it again with the link in our message.',
  nextRest: (rest: string) =>
    `What happens next: ${rest} is still to be paid. Print this page, or open it again with the link in our message.`,
  refunded: (amount: string) => `${amount} was refunded`,
  reference: 'Reference',
  failedTitle: 'Payment not completed',
  failed: 'The clinic has received no money from this attempt.',
  nothingYetTitle: 'No payment yet',
  nothingYet: 'We have not received a payment on this invoice.',
  receivedTitle: 'Payment received',
  received: (clinic: string) => `Thank you! ${clinic} has received your payment.`,
  nothingRemaining: 'Nothing: the invoice is paid in full',
  remaining: 'Still to pay',
  refundPdf: (amount: string) => `Refund confirmation (${amount})`,
  amountPaid: 'Amount paid',
  waitingTitle: 'Confirming your payment…',
  waiting: 'This usually takes a few seconds. Please keep this page open.',
  slowTitle: 'Your payment is not confirmed yet',
  slow: 'Your bank has not answered yet. You can close this page and open it again with the link in our message. Please do not pay again.',
  leftPage:
    'You left the payment page. If you finished the payment there, please do not pay again: the receipt follows within a few minutes.',
  resultOnly:
    'For your privacy, this page shows only the result of the payment. To see the invoice, to pay it or to keep a receipt, open the link in our message, or have a fresh one sent to the address that the clinic has on file.',
  seal: 'Seal',
  sealPending: 'Ready in a minute or two',
  sealHint:
    'The seal shows that this payment is recorded in the clinic’s audit trail, and that the record was not changed.',
  invoices: 'Invoices',
  backToAccount: 'Back to your account',
};

const es: typeof en = {
  expired:
    'Para proteger su privacidad, el resultado de un pago se muestra aquí solo por poco tiempo. Si ha pagado, su pago está a salvo: no pague otra vez. Podemos enviarle un enlace nuevo a su factura a la dirección que tiene la clínica.',
  next: 'Qué sigue: no tiene que hacer nada más. Imprima esta página, o ábrala de nuevo con el enlace de nuestro mensaje.',
  nextRest: (rest) =>
    `Qué sigue: quedan por pagar ${rest}. Imprima esta página, o ábrala de nuevo con el enlace de nuestro mensaje.`,
  refunded: (amount) => `Se devolvieron ${amount}`,
  reference: 'Referencia',
  failedTitle: 'Pago no completado',
  failed: 'La clínica no ha recibido dinero de este intento.',
  nothingYetTitle: 'Aún no hay pago',
  nothingYet: 'No hemos recibido ningún pago de esta factura.',
  receivedTitle: 'Pago recibido',
  received: (clinic) => `¡Gracias! ${clinic} ha recibido su pago.`,
  nothingRemaining: 'Nada: la factura está pagada por completo',
  remaining: 'Queda por pagar',
  refundPdf: (amount: string) => `Confirmación de reembolso (${amount})`,
  amountPaid: 'Importe pagado',
  waitingTitle: 'Confirmando su pago…',
  waiting: 'Suele tardar unos segundos. No cierre esta página.',
  slowTitle: 'Su pago aún no está confirmado',
  slow: 'Su banco todavía no ha respondido. Puede cerrar esta página y abrirla de nuevo con el enlace de nuestro mensaje. No pague otra vez.',
  leftPage:
    'Salió de la página de pago. Si terminó el pago allí, no pague otra vez: el recibo le llegará en unos minutos.',
  resultOnly:
    'Para proteger su privacidad, esta página muestra solo el resultado del pago. Para ver la factura, pagarla o guardar un recibo, abra el enlace de nuestro mensaje o pida que le enviemos uno nuevo a la dirección que tiene la clínica.',
  seal: 'Sello',
  sealPending: 'Listo en un minuto o dos',
  sealHint:
    'El sello muestra que este pago consta en el registro de auditoría de la clínica, que nadie puede cambiar sin que se note.',
  invoices: 'Facturas',
  backToAccount: 'Volver a su cuenta',
};

export type ResultMessages = typeof en;

/** In the language of the page. */
export const useResultMessages = (): ResultMessages => (useMessages() === CATALOGUE.es ? es : en);
