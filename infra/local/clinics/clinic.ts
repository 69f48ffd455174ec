/** What a demo clinic is made of: its settings, its details, its price list, its people and what it bills. */
import type { Environment } from '../environment.ts';

type Details = {
  legal_name: string;
  postal_address: string;
  tax_numbers: { label: string; value: string }[];
  brand_color: string;
  footer: string;
  bank_details: string;
  page_size: 'A4' | 'LETTER';
  /** An SVG in base64. */
  logo?: string;
};

export type Service = {
  code: string;
  code_system: string;
  names: { en?: string; es?: string };
  unit: 'session' | 'hour' | 'minute' | 'day' | 'piece';
  /** In minor units of the clinic's currency. */
  price: number;
  /** Thousandths of a percent; null for what bears no tax. */
  rate: number | null;
};

export type Patient = {
  name: string;
  email: string;
  phone: string;
  dob: string;
  postal_address: string;
  language?: 'en' | 'es';
  tax_number?: string;
  external_id: string;
};

type Practitioner = { name: string; licence_number: string };

export type BilledService = {
  /** Code of the price list. */
  code: string;
  quantity: number;
  practitioner: Practitioner;
  location?: string;
  /** How many days ago the service was given. */
  daysAgo: number;
  /** In thousandths of a percent. */
  discount?: { rate: number; reason: string };
  exempt?: string;
};

export type BilledVisit = {
  /** Index of the patient. */
  patient: number;
  services: BilledService[];
  /** Of the whole invoice, in minor units. */
  discount?: number;
  notes?: string;
  pays?: {
    how: 'card' | 'cash';
    /** In minor units; all that is owed when left out. */
    amount?: number;
    /** What of it is refunded later. */
    refund?: number;
  };
  /** What is credited of the first line after payment. */
  credit?: { amount: number; reason: string };
};

export type DemoClinic = {
  /** Of the environment: name, time zone, currency, country and prefix of the numbers. */
  settings: Environment;
  details: Details;
  services: Service[];
  patients: Patient[];
  visits: BilledVisit[];
};

/** An SVG as the clinic's details take it. */
export const logoOf = (svg: string): string => Buffer.from(svg).toString('base64');
