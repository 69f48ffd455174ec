/** Every way that money reaches the clinic, in the words of patients and staff. */
import type { Language } from './messages.ts';

export const PAYMENT_METHODS = [
  'card',
  'bank_debit',
  'online',
  'cash',
  'cheque',
  'bank_transfer',
  'card_terminal',
] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const METHOD_WORDS: Record<Language, Record<PaymentMethod, string>> = {
  en: {
    card: 'Card',
    bank_debit: 'Bank debit',
    online: 'Online',
    cash: 'Cash',
    cheque: 'Check',
    bank_transfer: 'Bank transfer',
    card_terminal: 'Card terminal',
  },
  es: {
    card: 'Tarjeta',
    bank_debit: 'Domiciliación bancaria',
    online: 'En línea',
    cash: 'Efectivo',
    cheque: 'Cheque',
    bank_transfer: 'Transferencia',
    card_terminal: 'Terminal de tarjeta',
  },
};

/** A method in words; one that was added to the database and not here is at least readable. */
export const methodInWords = (method: string, language: Language): string =>
  (METHOD_WORDS[language] as Record<string, string>)[method] ?? method.replaceAll('_', ' ');
