/** An orthopaedic practice in Munich: VAT at two rates, services that are exempt from it, codes of the GOÄ, A4. */
import type { DemoClinic } from './clinic.ts';

const DOCTOR = { name: 'Dr. med. Jürgen Groß', licence_number: 'LANR 123456789' };
const THERAPIST = { name: 'Käthe Müller-Lüdenscheidt', licence_number: 'IK 460912345' };
const EXEMPT = 'Heilbehandlung nach § 4 Nr. 14 UStG';

export const germany: DemoClinic = {
  settings: {
    CLINIC_ID: 'germany',
    CLINIC_NAME: 'Praxis am Gärtnerplatz',
    CLINIC_EMAIL: 'abrechnung@gaertnerplatz.example',
    CLINIC_PHONE: '+49 89 12345678',
    CLINIC_TIME_ZONE: 'Europe/Berlin',
    CLINIC_CURRENCY: 'eur',
    CLINIC_COUNTRY: 'DE',
    INVOICE_NUMBER_PREFIX: 'MUC',
  },
  details: {
    legal_name: 'Groß & Müller-Lüdenscheidt Partnerschaft mbB',
    postal_address: 'Gärtnerplatz 3\n80469 München\nDeutschland',
    tax_numbers: [
      { label: 'USt-IdNr.', value: 'DE811907980' },
      { label: 'Steuernummer', value: '143/815/08150' },
    ],
    brand_color: '#0b5345',
    footer: 'Zahlbar ohne Abzug. Partnerschaftsregister München PR 4711.',
    bank_details: 'Praxis am Gärtnerplatz\nIBAN DE89 3704 0044 0532 0130 00\nBIC COBADEFFXXX',
    page_size: 'A4',
  },
  services: [
    {
      ...{ code: '1', code_system: 'GOÄ', unit: 'session', price: 10_72, rate: null },
      names: { en: 'Beratung, auch telefonisch' },
    },
    {
      ...{ code: '5', code_system: 'GOÄ', unit: 'session', price: 10_72, rate: null },
      names: { en: 'Symptombezogene Untersuchung' },
    },
    {
      ...{ code: '5030', code_system: 'GOÄ', unit: 'piece', price: 41_98, rate: null },
      names: { en: 'Röntgen Kniegelenk, zwei Ebenen' },
    },
    {
      ...{ code: '80', code_system: 'GOÄ', unit: 'piece', price: 119_50, rate: 19_000 },
      names: { en: 'Schriftliches Gutachten für die Versicherung' },
    },
    {
      ...{ code: 'A-17', code_system: 'Hilfsmittel', unit: 'piece', price: 84_95, rate: 7_000 },
      names: { en: 'Orthopädische Einlagen nach Maß' },
    },
    {
      ...{ code: 'IGEL-3', code_system: 'IGeL', unit: 'session', price: 249_99, rate: 19_000 },
      names: { en: 'Ästhetische Faltenbehandlung' },
    },
  ],
  patients: [
    {
      ...{ name: 'Bärbel Weiß', email: 'baerbel.weiss@example.com', phone: '+49 89 5550101' },
      ...{ dob: '1968-02-29', external_id: 'P-1', postal_address: 'Straße des 17. Juni 4\n80331 München' },
    },
    {
      ...{ name: 'Jörg Schröder-Öztürk', email: 'joerg@example.com', phone: '+49 89 5550102' },
      ...{ dob: '1975-11-03', external_id: 'P-2', postal_address: 'Ludwigstraße 28\n80539 München' },
    },
    {
      ...{
        name: 'Friederike von und zu Hohenlöwen-Außenfels',
        email: 'friederike@example.com',
        phone: '+49 89 5550103',
      },
      ...{ dob: '1990-06-17', external_id: 'P-3', postal_address: 'Schloßallee 1\n82319 Starnberg' },
    },
  ],
  visits: [
    {
      patient: 0,
      services: [
        { code: '1', quantity: 1, practitioner: DOCTOR, daysAgo: 3, exempt: EXEMPT },
        { code: '5030', quantity: 2, practitioner: DOCTOR, daysAgo: 3, exempt: EXEMPT },
        { code: '80', quantity: 1, practitioner: DOCTOR, daysAgo: 1 },
        {
          ...{ code: 'A-17', quantity: 2, practitioner: THERAPIST, daysAgo: 1 },
          discount: { rate: 3_000, reason: 'Treuerabatt' },
        },
      ],
      notes: 'Vielen Dank für Ihr Vertrauen.',
      pays: { how: 'card', refund: 50_00 },
    },
    {
      patient: 1,
      services: [
        { code: 'IGEL-3', quantity: 1.5, practitioner: DOCTOR, daysAgo: 0 },
        { code: '5', quantity: 1, practitioner: DOCTOR, daysAgo: 0, exempt: EXEMPT },
      ],
      discount: 20_00,
      pays: { how: 'cash', amount: 200_00 },
      credit: { amount: 59_50, reason: 'Nur eine Sitzung fand statt.' },
    },
    { patient: 2, services: [{ code: '80', quantity: 1, practitioner: DOCTOR, daysAgo: 0 }] },
  ],
};
