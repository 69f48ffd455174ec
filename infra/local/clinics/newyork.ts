/** A practice in New York: 8.875 % sales tax on goods, CPT codes, NPI, a patient who reads Spanish. */
import { type DemoClinic, logoOf } from './clinic.ts';

const PSYCHOLOGIST = { name: 'Dr. Ana Ruiz, PhD', licence_number: 'NPI 1234567893' };
const PODIATRIST = { name: 'Marcus O’Neill, DPM', licence_number: 'NPI 1467557892' };

export const newyork: DemoClinic = {
  settings: {
    CLINIC_ID: 'newyork',
    CLINIC_NAME: 'Hudson Yards Family Health',
    CLINIC_EMAIL: 'billing@hudsonyards.example',
    CLINIC_PHONE: '+1 212 555 0100',
    CLINIC_TIME_ZONE: 'America/New_York',
    CLINIC_CURRENCY: 'usd',
    CLINIC_COUNTRY: 'US',
    INVOICE_NUMBER_PREFIX: 'NYC',
  },
  details: {
    legal_name: 'Hudson Yards Family Health PLLC',
    postal_address: '450 West 33rd Street, Suite 1200\nNew York, NY 10001',
    tax_numbers: [
      { label: 'EIN', value: '12-3456789' },
      { label: 'NPI', value: '1023456786' },
      { label: 'NYS Sales Tax ID', value: '12-3456789-001' },
    ],
    brand_color: '#1f4e9c',
    footer: 'Payment is due by the date above. Thank you for choosing us.',
    bank_details: 'Hudson Yards Family Health PLLC\nRouting 021000021\nAccount 000123456789',
    page_size: 'LETTER',
    logo: logoOf(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" height="40" rx="8" fill="#1f4e9c"/><path d="M20 8v24M8 20h24" stroke="#fff" stroke-width="6"/></svg>',
    ),
  },
  services: [
    {
      ...{ code: '90837', code_system: 'CPT', unit: 'session', price: 225_00, rate: null },
      names: { en: 'Psychotherapy, 60 minutes', es: 'Psicoterapia, 60 minutos' },
    },
    {
      ...{ code: '99213', code_system: 'CPT', unit: 'session', price: 138_75, rate: null },
      names: { en: 'Visit of an established patient', es: 'Consulta de un paciente conocido' },
    },
    {
      ...{ code: 'L3000', code_system: 'HCPCS', unit: 'piece', price: 189_99, rate: 8_875 },
      names: { en: 'Foot insert, molded to patient model', es: 'Plantilla moldeada a medida' },
    },
    {
      ...{ code: 'A4467', code_system: 'HCPCS', unit: 'piece', price: 24_95, rate: 8_875 },
      names: { en: 'Support belt', es: 'Faja de apoyo' },
    },
  ],
  patients: [
    {
      ...{ name: 'Siobhán O’Neill-Washington', email: 'siobhan@example.com', dob: '1988-08-08' },
      ...{ phone: '+1 212 555 0111', external_id: 'MRN-10001' },
      postal_address: '77 Christopher Street, Apt 4B\nNew York, NY 10014',
    },
    {
      ...{ name: 'María Fernández Peña', email: 'maria@example.com', dob: '1976-09-09', language: 'es' },
      ...{ phone: '+1 718 555 0112', external_id: 'MRN-10002' },
      postal_address: '3412 Broadway\nAstoria, NY 11106',
    },
    {
      ...{ name: 'Robert Chang 張偉', email: 'robert@example.com', dob: '1969-01-23' },
      ...{ phone: '+1 646 555 0113', external_id: 'MRN-10003' },
      postal_address: '18 Mott Street\nNew York, NY 10013',
    },
  ],
  visits: [
    {
      patient: 0,
      services: [
        { code: '90837', quantity: 2, practitioner: PSYCHOLOGIST, daysAgo: 4, location: 'Room 11' },
        { code: 'L3000', quantity: 2, practitioner: PODIATRIST, daysAgo: 2, location: 'Room 3' },
        {
          ...{ code: 'A4467', quantity: 1, practitioner: PODIATRIST, daysAgo: 2 },
          discount: { rate: 12_500, reason: 'Returning patient' },
        },
      ],
      pays: { how: 'card', refund: 75_25 },
    },
    {
      patient: 1,
      services: [
        { code: '99213', quantity: 1, practitioner: PODIATRIST, daysAgo: 1 },
        { code: 'L3000', quantity: 1, practitioner: PODIATRIST, daysAgo: 1 },
      ],
      discount: 28_75,
      pays: { how: 'cash', amount: 100_00 },
      credit: { amount: 38_75, reason: 'Shorter visit than billed' },
    },
    { patient: 2, services: [{ code: '90837', quantity: 1.5, practitioner: PSYCHOLOGIST, daysAgo: 0 }] },
  ],
};
