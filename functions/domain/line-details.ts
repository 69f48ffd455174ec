/** What a line of an invoice says beside its description and amounts, for inspectors and insurers. */
import type { Day } from './calendar.ts';
import type { Language } from './messages.ts';
import { formatQuantity } from './quantity.ts';
import { refuseField } from './refusal.ts';

export const LINE_UNITS = ['session', 'hour', 'minute', 'day', 'piece'] as const;
export type LineUnit = (typeof LINE_UNITS)[number];

export type LineDetails = {
  /** The day of the clinic's calendar on which the service was given. */
  service_date: string | null;
  /** A code and the system that it belongs to, such as CPT and 90837. */
  code: { system: string; code: string } | null;
  practitioner: { name: string; licence_number: string | null } | null;
  location: string | null;
  unit: LineUnit | null;
  /** Of the line's own discount, in thousandths of a percent; null where it was entered as an amount. */
  discount_rate_thousandths: number | null;
  discount_reason: string | null;
  tax_exempt_reason: string | null;
  /** The version of the price list that the line was taken from. */
  price_list_version_id: string | null;
  /** Why another price is charged than the listed one. */
  price_reason: string | null;
};

/** What of it is printed. */
export type PrintedDetails = Omit<
  LineDetails,
  'discount_rate_thousandths' | 'price_list_version_id' | 'price_reason'
>;

/** Whether a line says what an insurer asks for. */
export const isItemized = (items: readonly Pick<PrintedDetails, 'code' | 'practitioner'>[]): boolean =>
  items.some(({ code, practitioner }) => code !== null || practitioner !== null);

export const NO_DETAILS: LineDetails = {
  service_date: null,
  code: null,
  practitioner: null,
  location: null,
  unit: null,
  discount_rate_thousandths: null,
  discount_reason: null,
  tax_exempt_reason: null,
  price_list_version_id: null,
  price_reason: null,
};

/** The details as the columns of an archived line have them; lines of earlier releases have none. */
export type ArchivedDetails = Partial<
  Omit<LineDetails, 'code' | 'practitioner'> & {
    code_system: string | null;
    code: string | null;
    practitioner_name: string | null;
    practitioner_licence: string | null;
  }
>;

export function archivedLineDetails(line: ArchivedDetails): LineDetails {
  const { code, code_system: system, practitioner_name: name, practitioner_licence: licence = null } = line;
  return {
    service_date: line.service_date ?? null,
    code: code && system ? { system, code } : null,
    practitioner: name ? { name, licence_number: licence } : null,
    location: line.location ?? null,
    unit: line.unit ?? null,
    discount_rate_thousandths: line.discount_rate_thousandths ?? null,
    discount_reason: line.discount_reason ?? null,
    tax_exempt_reason: line.tax_exempt_reason ?? null,
    price_list_version_id: line.price_list_version_id ?? null,
    price_reason: line.price_reason ?? null,
  };
}

/** Refuses a service after the clinic's day of issue, at `items.N.service_date` (400). */
export function requireServicesGiven(lines: readonly Pick<LineDetails, 'service_date'>[], today: Day): void {
  for (const [index, { service_date: given }] of lines.entries()) {
    if (given !== null && given > today) {
      refuseField(
        `items.${index}.service_date`,
        'in_the_future',
        'The date of service is in the future. Issue the invoice on that day or later.',
      );
    }
  }
}

export type DetailWords = {
  day: (date: string) => string;
  discounted: string;
  exempt: string;
};

/** The printed details of a line, each a part of one row of text. */
export function detailParts(line: Omit<PrintedDetails, 'unit'>, words: DetailWords): string[] {
  const { code, practitioner } = line;
  const licence = practitioner?.licence_number ? ` (${practitioner.licence_number})` : '';
  return [
    line.service_date ? words.day(line.service_date) : '',
    code ? `${code.system} ${code.code}` : '',
    practitioner ? `${practitioner.name}${licence}` : '',
    line.location ?? '',
    line.discount_reason ? `${words.discounted}: ${line.discount_reason}` : '',
    line.tax_exempt_reason ? `${words.exempt}: ${line.tax_exempt_reason}` : '',
  ].filter((part) => part !== '');
}

const UNIT_WORDS: Record<Language, Record<LineUnit, readonly [one: string, more: string]>> = {
  en: {
    session: ['session', 'sessions'],
    hour: ['hour', 'hours'],
    minute: ['minute', 'minutes'],
    day: ['day', 'days'],
    piece: ['piece', 'pieces'],
  },
  es: {
    session: ['sesión', 'sesiones'],
    hour: ['hora', 'horas'],
    minute: ['minuto', 'minutos'],
    day: ['día', 'días'],
    piece: ['pieza', 'piezas'],
  },
};

export type QuantityFormat = { language: Language; locale: string };

/** `1.5 hours`; the number alone where there is no unit. */
export function quantityInWords(
  { quantity, unit }: { quantity: number; unit: LineUnit | null },
  { language, locale }: QuantityFormat,
): string {
  const number = formatQuantity(quantity, locale);
  return unit ? `${number} ${UNIT_WORDS[language][unit][quantity === 1 ? 0 : 1]}` : number;
}
