/** What the clinic's documents say of the clinic and how they look; every change is a new version. */

export const PAGE_SIZES = ['A4', 'LETTER'] as const;
export type PageSize = (typeof PAGE_SIZES)[number];

/** A number under which an authority or an insurer knows the clinic: `VAT`, `DE811907980`. */
export type TaxNumber = { label: string; value: string };

/** Texts are empty where the clinic gives none; lines of an address are separated by line breaks. */
export type ClinicDetails = {
  name: string;
  legal_name: string;
  postal_address: string;
  email: string;
  phone: string;
  tax_numbers: readonly TaxNumber[];
  /** `#1a7f64` */
  brand_color: string;
  footer: string;
  bank_details: string;
  page_size: PageSize;
};

/** The clinic as a document prints it; the logo is a PNG in base64. */
export type Letterhead = ClinicDetails & { logo: string | null };

/** The ink of titles until the clinic chooses a colour. */
const DEFAULT_BRAND_COLOR = '#333333';

/** Where the page size of the Americas is used; A4 is that of everywhere else. */
const AMERICAN_CURRENCIES = ['usd', 'cad'];

/** The first version, from the environment's settings. */
export const firstDetails = (clinic: {
  name: string;
  email: string;
  phone: string;
  currency: string;
}): ClinicDetails => ({
  name: clinic.name,
  legal_name: '',
  postal_address: '',
  email: clinic.email,
  phone: clinic.phone,
  tax_numbers: [],
  brand_color: DEFAULT_BRAND_COLOR,
  footer: '',
  bank_details: '',
  page_size: AMERICAN_CURRENCIES.includes(clinic.currency) ? 'LETTER' : 'A4',
});
