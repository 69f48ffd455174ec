/** The demo clinic's patients and invoices: invented, always the same, with names that test a layout. */

export type DemoPatient = {
  name: string;
  email?: string;
  phone?: string;
  dob?: string;
  language?: 'en' | 'es';
};

export const DEMO_PATIENTS: readonly DemoPatient[] = [
  { name: 'Amélie Dubois', email: 'amelie.dubois@example.com', phone: '+15550100101', dob: '1984-03-12' },
  { name: 'Bo Li', email: 'bo.li@example.com', phone: '+15550100102', dob: '1999-11-30' },
  {
    name: 'Jürgen Müller-Lüdenscheidt',
    email: 'juergen@example.com',
    phone: '+15550100103',
    dob: '1957-07-04',
  },
  { name: 'Nguyễn Thị Minh Khai', email: 'minh.khai@example.com', phone: '+15550100104', dob: '1991-01-23' },
  {
    name: 'María de los Ángeles Fernández-Castañeda y Ruiz de Alarcón',
    email: 'maria.fernandez@example.com',
    phone: '+15550100105',
    dob: '1976-09-09',
    language: 'es',
  },
  { name: "Siobhán O'Neill", email: 'siobhan@example.com', phone: '+15550100106', dob: '2001-05-17' },
  { name: 'Łukasz Żółkiewski', email: 'lukasz@example.com', phone: '+15550100107', dob: '1968-12-24' },
  { name: 'Grace Hopper', email: 'grace@example.com', phone: '+15550100108', dob: '1956-12-09' },
  { name: 'Zeynep Şahin', email: 'zeynep@example.com', phone: '+15550100109', dob: '1988-08-08' },
  { name: 'Håkon Sørensen', phone: '+15550100110', dob: '1943-02-28' },
  { name: 'Ο Αλέξανδρος Παπαδόπουλος', email: 'alexandros@example.com', dob: '1995-06-15' },
  { name: 'Priya Venkataraman', email: 'priya@example.com', phone: '+15550100112', dob: '2012-10-02' },
];

type Item = { description: string; quantity: number; unit_price_cents: number; tax_basis_points?: number };

export type DemoInvoice = {
  /** Index of the patient above. */
  patient: number;
  dueInDays: number;
  items: Item[];
  becomes: 'draft' | 'issued' | 'partially_paid' | 'paid' | 'cancelled';
  notify?: ('email' | 'sms')[];
};

const consultation = (quantity = 1): Item => ({
  description: 'Consultation',
  quantity,
  unit_price_cents: 12_550,
});
const cleaning: Item = { description: 'Hygiene visit', quantity: 1, unit_price_cents: 8_900 };
const physiotherapy = (quantity: number): Item => ({
  description: 'Physiotherapy session, 45 minutes',
  quantity,
  unit_price_cents: 7_250,
});
const laboratory: Item = {
  description: 'Laboratory panel',
  quantity: 1,
  unit_price_cents: 24_375,
  tax_basis_points: 825,
};
const vaccine: Item = {
  description: 'Seasonal vaccine',
  quantity: 2,
  unit_price_cents: 3_999,
  tax_basis_points: 500,
};
const splint: Item = {
  description: 'Wrist splint',
  quantity: 1,
  unit_price_cents: 4_210,
  tax_basis_points: 825,
};

export const DEMO_INVOICES: readonly DemoInvoice[] = [
  { patient: 0, dueInDays: 14, items: [consultation()], becomes: 'issued', notify: ['email'] },
  { patient: 0, dueInDays: 30, items: [laboratory, vaccine], becomes: 'issued', notify: ['email', 'sms'] },
  { patient: 1, dueInDays: 7, items: [cleaning], becomes: 'paid', notify: ['sms'] },
  { patient: 1, dueInDays: 21, items: [consultation(), splint], becomes: 'draft' },
  { patient: 2, dueInDays: 10, items: [physiotherapy(6)], becomes: 'partially_paid', notify: ['email'] },
  { patient: 2, dueInDays: 10, items: [physiotherapy(6)], becomes: 'cancelled' },
  {
    patient: 3,
    dueInDays: 28,
    items: [consultation(), laboratory, vaccine],
    becomes: 'issued',
    notify: ['email'],
  },
  {
    patient: 4,
    dueInDays: 30,
    items: [consultation(2), physiotherapy(10), splint],
    becomes: 'paid',
    notify: ['email'],
  },
  { patient: 4, dueInDays: 45, items: [laboratory], becomes: 'draft' },
  { patient: 5, dueInDays: 3, items: [vaccine], becomes: 'issued', notify: ['email'] },
  { patient: 6, dueInDays: 0, items: [consultation()], becomes: 'issued', notify: ['email'] },
  { patient: 6, dueInDays: 60, items: [physiotherapy(12)], becomes: 'draft' },
  { patient: 7, dueInDays: 14, items: [laboratory, splint], becomes: 'partially_paid', notify: ['email'] },
  { patient: 8, dueInDays: 14, items: [consultation(), cleaning], becomes: 'issued', notify: ['email'] },
  { patient: 8, dueInDays: 14, items: [cleaning], becomes: 'cancelled' },
  { patient: 9, dueInDays: 30, items: [consultation()], becomes: 'paid', notify: ['sms'] },
  { patient: 10, dueInDays: 5, items: [physiotherapy(1)], becomes: 'paid', notify: ['email'] },
  { patient: 10, dueInDays: 35, items: [consultation(3), laboratory], becomes: 'draft' },
  { patient: 11, dueInDays: 14, items: [vaccine, consultation()], becomes: 'issued', notify: ['email'] },
  { patient: 11, dueInDays: 20, items: [splint], becomes: 'issued' },
];
