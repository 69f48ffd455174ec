/** The words of e-mails and texts: the clinic, the invoice's number and the link, nothing else (decision 21). */

import { isolate, withoutDirection } from './bidirectional-text.ts';
import { fillIn } from './fill-in.ts';
import { gsmLength, gsmText } from './gsm-text.ts';

export type Language = 'en' | 'es';
export type MessageKind =
  | 'invoice'
  | 'receipt'
  | 'fresh_link'
  | 'reminder'
  | 'refund'
  | 'refund_failed'
  | 'instalment'
  | 'account';
export type MessageFacts = {
  clinicName: string;
  clinicPhone: string;
  /** Null for the link of an account. */
  invoiceNumber: string | null;
  url: string;
};

type Wording = {
  subject: string;
  lead: string;
  button: string;
  foot: string;
  /** What a text message is about, in its own alphabet: between the clinic's name and the link. */
  sms: string;
};

const fill = (text: string, facts: MessageFacts): string =>
  fillIn(text, {
    clinic: isolate(facts.clinicName),
    phone: isolate(facts.clinicPhone),
    number: facts.invoiceNumber ?? '',
    url: facts.url,
  });

const fillHtml = (text: string, facts: MessageFacts): string =>
  fillIn(escapeHtml(text), {
    clinic: isolateHtml(facts.clinicName),
    phone: isolateHtml(facts.clinicPhone),
    number: escapeHtml(facts.invoiceNumber ?? ''),
  });

const WORDS: Record<Language, Record<MessageKind, Wording>> = {
  en: {
    invoice: {
      subject: 'Invoice {number} from {clinic}',
      lead: 'Your invoice {number} from {clinic} is ready. You can read and pay it on a secure page.',
      button: 'View and pay invoice',
      foot: 'The link is for you only. Questions? Call {phone}.',
      sms: 'invoice {number}',
    },
    receipt: {
      subject: 'Payment received for invoice {number}',
      lead: 'Thank you. {clinic} has received a payment for invoice {number}.',
      button: 'View receipt',
      foot: 'Questions? Call {phone}.',
      sms: 'payment received, {number}',
    },
    fresh_link: {
      subject: 'A fresh link to invoice {number}',
      lead: 'Here is the fresh link to invoice {number} from {clinic} that was asked for.',
      button: 'View invoice',
      foot: 'If you did not ask for it, you need not do anything. Questions? Call {phone}.',
      sms: 'fresh link, {number}',
    },
    reminder: {
      subject: 'Reminder: invoice {number} from {clinic}',
      lead: 'This is a reminder that invoice {number} from {clinic} is open. You can see what is owed, and pay it, on a secure page.',
      button: 'View and pay invoice',
      foot: 'Paid already? Then please ignore this. Do you have questions, or do you want us to stop these reminders? Reply to this e-mail or call {phone}.',
      sms: 'reminder, invoice {number}',
    },
    instalment: {
      subject: 'Reminder: an installment of your payment plan with {clinic}',
      lead: 'This is a reminder of an installment of your payment plan with {clinic}, which covers invoice {number}. You can see the plan, and pay, on a secure page.',
      button: 'View and pay installment',
      foot: 'Paid already? Then please ignore this. Do you have questions, or do you want us to stop these reminders? Reply to this e-mail or call {phone}.',
      sms: 'payment plan, {number}',
    },
    account: {
      subject: 'Your account with {clinic}',
      lead: 'Here is the link to your account with {clinic}. You can see all open invoices, and pay them, on a secure page.',
      button: 'View account',
      foot: 'The link is for you only. Questions? Call {phone}.',
      sms: 'your account',
    },
    refund: {
      subject: 'Refund for invoice {number}',
      lead: '{clinic} has sent money back to you for invoice {number}. It reaches your account within a few days.',
      button: 'View receipt',
      foot: 'Questions? Call {phone}.',
      sms: 'refund sent, {number}',
    },
    refund_failed: {
      subject: 'Correction: your refund for invoice {number} did not arrive',
      lead: 'The refund for invoice {number} that {clinic} sent to you could not be credited: your bank returned it. Please call {phone}, so that we can find another way.',
      button: 'View receipt',
      foot: 'This replaces our earlier message about this refund.',
      sms: 'correction: refund failed, please call, {number}',
    },
  },
  es: {
    invoice: {
      subject: 'Factura {number} de {clinic}',
      lead: 'Su factura {number} de {clinic} está lista. Puede verla y pagarla en una página segura.',
      button: 'Ver y pagar la factura',
      foot: 'El enlace es solo para usted. ¿Preguntas? Llame al {phone}.',
      sms: 'factura {number}',
    },
    receipt: {
      subject: 'Pago recibido de la factura {number}',
      lead: 'Gracias. {clinic} ha recibido un pago de la factura {number}.',
      button: 'Ver el recibo',
      foot: '¿Preguntas? Llame al {phone}.',
      sms: 'pago recibido, {number}',
    },
    fresh_link: {
      subject: 'Un nuevo enlace a la factura {number}',
      lead: 'Este es el nuevo enlace a la factura {number} de {clinic} que se pidió.',
      button: 'Ver la factura',
      foot: 'Si no lo pidió, no tiene que hacer nada. ¿Preguntas? Llame al {phone}.',
      sms: 'nuevo enlace, {number}',
    },
    reminder: {
      subject: 'Recordatorio: factura {number} de {clinic}',
      lead: 'Le recordamos que la factura {number} de {clinic} está pendiente. Puede ver lo que debe, y pagarlo, en una página segura.',
      button: 'Ver y pagar la factura',
      foot: '¿Ya la pagó? Entonces no tiene que hacer nada. ¿Preguntas, o no quiere más recordatorios? Responda a este correo o llame al {phone}.',
      sms: 'recordatorio, factura {number}',
    },
    instalment: {
      subject: 'Recordatorio: una cuota de su plan de pagos con {clinic}',
      lead: 'Le recordamos una cuota de su plan de pagos con {clinic}, que incluye la factura {number}. Puede ver el plan, y pagar, en una página segura.',
      button: 'Ver y pagar la cuota',
      foot: '¿Ya la pagó? Entonces no tiene que hacer nada. ¿Preguntas, o no quiere más recordatorios? Responda a este correo o llame al {phone}.',
      sms: 'plan de pagos, {number}',
    },
    account: {
      subject: 'Su cuenta con {clinic}',
      lead: 'Este es el enlace a su cuenta con {clinic}. Puede ver todas las facturas pendientes, y pagarlas, en una página segura.',
      button: 'Ver la cuenta',
      foot: 'El enlace es solo para usted. ¿Preguntas? Llame al {phone}.',
      sms: 'su cuenta',
    },
    refund: {
      subject: 'Devolución de la factura {number}',
      lead: '{clinic} le ha devuelto dinero de la factura {number}. Llegará a su cuenta en unos días.',
      button: 'Ver el recibo',
      foot: '¿Preguntas? Llame al {phone}.',
      sms: 'reembolso enviado, {number}',
    },
    refund_failed: {
      subject: 'Corrección: su reembolso de la factura {number} no llegó',
      lead: 'El reembolso de la factura {number} que {clinic} le envió no se pudo abonar: su banco lo devolvió. Llame al {phone}, por favor, para encontrar otra manera.',
      button: 'Ver el recibo',
      foot: 'Este mensaje reemplaza el anterior sobre este reembolso.',
      sms: 'corrección: reembolso fallido, llame, {number}',
    },
  },
};

const NO_MORE: Record<Language, string> = {
  en: 'No more reminders ({number})',
  es: 'No más recordatorios ({number})',
};

export type EmailText = { subject: string; text: string; html: string; unsubscribeSubject?: string };

/** An e-mail as plain text and as accessible HTML; a reminder also says how to opt out. */
export function emailText(kind: MessageKind, language: Language, facts: MessageFacts): EmailText {
  const words = WORDS[language][kind];
  const [subject, lead, foot] = [
    fill(words.subject, facts),
    fill(words.lead, facts),
    fill(words.foot, facts),
  ];
  return {
    subject,
    ...((kind === 'reminder' || kind === 'instalment') && {
      unsubscribeSubject: fill(NO_MORE[language], facts),
    }),
    text: `${isolate(facts.clinicName)}\n\n${lead}\n\n${words.button}:\n${facts.url}\n\n${foot}\n`,
    html: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#F4F6F8;color:#333333;font:16px/1.5 Inter,Roboto,'Segoe UI',sans-serif">
<div role="main" style="max-width:560px;margin:0 auto;padding:24px">
<div style="background:#FFFFFF;border-radius:8px;padding:32px">
<h1 style="font-size:20px;margin:0 0 16px">${isolateHtml(facts.clinicName)}</h1>
<p style="margin:0 0 24px">${fillHtml(words.lead, facts)}</p>
<p style="margin:0 0 24px"><a href="${escapeHtml(facts.url)}" style="display:inline-block;background:#2B6EBA;color:#FFFFFF;text-decoration:none;font-weight:600;border-radius:8px;padding:12px 24px">${escapeHtml(words.button)}</a></p>
<p style="margin:0;color:#595959;font-size:14px">${fillHtml(words.foot, facts)}</p>
</div></div></body></html>
`,
  };
}

/** Texts beyond this are split and billed as several. */
const SMS_MAX = 160;
/** Of a longer name at least so much stays while there are other words to leave out. */
const NAME_MIN = 12;

/**
 * A text of at most 160 characters of the alphabet of texts. The clinic's name is cut first, then what it is about is
 * left out, because the number and the link say it; the link is always whole.
 */
export function smsText(kind: MessageKind, language: Language, facts: MessageFacts): string {
  const name = gsmText(facts.clinicName);
  const { sms } = WORDS[language][kind];
  const room = (words: string): number => SMS_MAX - gsmLength(`${words}: ${facts.url}`) - 2;
  const fits = (words: string): boolean => room(words) >= Math.min(gsmLength(name), NAME_MIN);
  const about = fill(sms, facts);
  const short = facts.invoiceNumber ?? about;
  const words = fits(about) ? about : short;
  const sender = cutTo(name, room(words));
  return `${sender && `${sender}: `}${words}: ${facts.url}`;
}

/** The beginning of a text that takes at most so much room. */
function cutTo(text: string, room: number): string {
  let cut = text;
  while (cut !== '' && gsmLength(cut) > room) cut = cut.slice(0, -1).trimEnd();
  return cut;
}

/** Text that is safe between HTML tags and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** What a person typed, as HTML that keeps its direction to itself. */
export const isolateHtml = (text: string): string => `<bdi>${escapeHtml(withoutDirection(text))}</bdi>`;
