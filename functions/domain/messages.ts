/** The words of e-mails and texts: the clinic, the invoice's number and the link, nothing else (decision 21). */

export type Language = 'en' | 'es';
export type MessageKind = 'invoice' | 'receipt' | 'fresh_link' | 'reminder' | 'refund';
export type MessageFacts = { clinicName: string; clinicPhone: string; invoiceNumber: string; url: string };

type Wording = { subject: string; lead: string; button: string; foot: string; sms: string };

const fill = (text: string, facts: MessageFacts): string =>
  text
    .replaceAll('{clinic}', facts.clinicName)
    .replaceAll('{phone}', facts.clinicPhone)
    .replaceAll('{number}', facts.invoiceNumber)
    .replaceAll('{url}', facts.url);

const WORDS: Record<Language, Record<MessageKind, Wording>> = {
  en: {
    invoice: {
      subject: 'Invoice {number} from {clinic}',
      lead: 'Your invoice {number} from {clinic} is ready. You can read and pay it on a secure page.',
      button: 'View and pay invoice',
      foot: 'The link is for you only. Questions? Call {phone}.',
      sms: '{clinic}: invoice {number}: {url}',
    },
    receipt: {
      subject: 'Payment received for invoice {number}',
      lead: 'Thank you. {clinic} has received a payment for invoice {number}.',
      button: 'View receipt',
      foot: 'Questions? Call {phone}.',
      sms: '{clinic}: payment received, {number}: {url}',
    },
    fresh_link: {
      subject: 'A fresh link to invoice {number}',
      lead: 'Here is the fresh link to invoice {number} from {clinic} that was asked for.',
      button: 'View invoice',
      foot: 'If you did not ask for it, you need not do anything. Questions? Call {phone}.',
      sms: '{clinic}: fresh link, {number}: {url}',
    },
    reminder: {
      subject: 'Reminder: invoice {number} from {clinic}',
      lead: 'This is a reminder that invoice {number} from {clinic} is open. You can see what is owed, and pay it, on a secure page.',
      button: 'View and pay invoice',
      foot: 'Paid already? Then please ignore this. Questions, or no more reminders? Call {phone}.',
      sms: '{clinic}: reminder, invoice {number}: {url}',
    },
    refund: {
      subject: 'Refund for invoice {number}',
      lead: '{clinic} has sent money back to you for invoice {number}. It reaches your account within a few days.',
      button: 'View receipt',
      foot: 'Questions? Call {phone}.',
      sms: '{clinic}: refund sent, {number}: {url}',
    },
  },
  es: {
    invoice: {
      subject: 'Factura {number} de {clinic}',
      lead: 'Su factura {number} de {clinic} está lista. Puede verla y pagarla en una página segura.',
      button: 'Ver y pagar la factura',
      foot: 'El enlace es solo para usted. ¿Preguntas? Llame al {phone}.',
      sms: '{clinic}: factura {number}: {url}',
    },
    receipt: {
      subject: 'Pago recibido de la factura {number}',
      lead: 'Gracias. {clinic} ha recibido un pago de la factura {number}.',
      button: 'Ver el recibo',
      foot: '¿Preguntas? Llame al {phone}.',
      sms: '{clinic}: pago recibido, {number}: {url}',
    },
    fresh_link: {
      subject: 'Un nuevo enlace a la factura {number}',
      lead: 'Este es el nuevo enlace a la factura {number} de {clinic} que se pidió.',
      button: 'Ver la factura',
      foot: 'Si no lo pidió, no tiene que hacer nada. ¿Preguntas? Llame al {phone}.',
      sms: '{clinic}: nuevo enlace, {number}: {url}',
    },
    reminder: {
      subject: 'Recordatorio: factura {number} de {clinic}',
      lead: 'Le recordamos que la factura {number} de {clinic} está pendiente. Puede ver lo que debe, y pagarlo, en una página segura.',
      button: 'Ver y pagar la factura',
      foot: '¿Ya la pagó? Entonces no tiene que hacer nada. ¿Preguntas, o no quiere más recordatorios? Llame al {phone}.',
      sms: '{clinic}: recordatorio, factura {number}: {url}',
    },
    refund: {
      subject: 'Devolución de la factura {number}',
      lead: '{clinic} le ha devuelto dinero de la factura {number}. Llegará a su cuenta en unos días.',
      button: 'Ver el recibo',
      foot: '¿Preguntas? Llame al {phone}.',
      sms: '{clinic}: devolución enviada, {number}: {url}',
    },
  },
};

/** An e-mail as plain text and as accessible HTML. */
export function emailText(
  kind: MessageKind,
  language: Language,
  facts: MessageFacts,
): { subject: string; text: string; html: string } {
  const words = WORDS[language][kind];
  const [subject, lead, foot] = [words.subject, words.lead, words.foot].map((line) => fill(line, facts)) as [
    string,
    string,
    string,
  ];
  return {
    subject,
    text: `${lead}\n\n${words.button}: ${facts.url}\n\n${foot}\n\n${facts.clinicName}\n`,
    html: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#F4F6F8;color:#333333;font:16px/1.5 Inter,Roboto,'Segoe UI',sans-serif">
<div role="main" style="max-width:560px;margin:0 auto;padding:24px">
<div style="background:#FFFFFF;border-radius:8px;padding:32px">
<h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(facts.clinicName)}</h1>
<p style="margin:0 0 24px">${escapeHtml(lead)}</p>
<p style="margin:0 0 24px"><a href="${escapeHtml(facts.url)}" style="display:inline-block;background:#2B6EBA;color:#FFFFFF;text-decoration:none;font-weight:600;border-radius:8px;padding:12px 24px">${escapeHtml(words.button)}</a></p>
<p style="margin:0;color:#595959;font-size:14px">${escapeHtml(foot)}</p>
</div></div></body></html>
`,
  };
}

/** GSM texts beyond this are split and billed as several. */
const SMS_MAX = 160;

/** A text of at most 160 characters; the clinic's name gives way before the link does. */
export function smsText(kind: MessageKind, language: Language, facts: MessageFacts): string {
  const whole = fill(WORDS[language][kind].sms, facts);
  if (whole.length <= SMS_MAX) return whole;
  const room = Math.max(0, facts.clinicName.length - (whole.length - SMS_MAX));
  return fill(WORDS[language][kind].sms, { ...facts, clinicName: facts.clinicName.slice(0, room) });
}

/** Text that is safe between HTML tags and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
