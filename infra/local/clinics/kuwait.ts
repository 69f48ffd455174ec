/** A clinic in Kuwait: dinars with three decimals, no tax, Arabic names and services with Latin codes within them. */
import type { DemoClinic } from './clinic.ts';

const DOCTOR = { name: 'د. فاطمة العنزي', licence_number: 'MOH 20417' };
const DENTIST = { name: 'د. يوسف الخالد', licence_number: 'MOH 18833' };

export const kuwait: DemoClinic = {
  settings: {
    CLINIC_ID: 'kuwait',
    CLINIC_NAME: 'عيادة الخليج التخصصية',
    CLINIC_EMAIL: 'billing@khaleej.example',
    CLINIC_PHONE: '+965 2222 0100',
    CLINIC_TIME_ZONE: 'Asia/Kuwait',
    CLINIC_CURRENCY: 'kwd',
    CLINIC_COUNTRY: 'KW',
    INVOICE_NUMBER_PREFIX: 'KWT',
  },
  details: {
    legal_name: 'شركة عيادة الخليج التخصصية ذ.م.م (Khaleej Specialty Clinic W.L.L.)',
    postal_address: 'شارع سالم المبارك، مبنى 12، الدور 3\nالسالمية 22001\nدولة الكويت',
    tax_numbers: [{ label: 'السجل التجاري', value: '412345' }],
    brand_color: '#7a4b00',
    footer: 'شكراً لزيارتكم. يرجى الاحتفاظ بهذا المستند.',
    bank_details: 'بنك الكويت الوطني\nIBAN KW81 CBKU 0000 0000 0000 1234 5601 01',
    page_size: 'A4',
  },
  services: [
    {
      ...{ code: '99203', code_system: 'CPT', unit: 'session', price: 15_000, rate: null },
      names: { en: 'كشف طبي أولي' },
    },
    {
      ...{ code: '80053', code_system: 'CPT', unit: 'piece', price: 12_750, rate: null },
      names: { en: 'تحليل دم شامل (Comprehensive panel)' },
    },
    {
      ...{ code: 'D1110', code_system: 'CDT', unit: 'session', price: 18_505, rate: null },
      names: { en: 'تنظيف الأسنان وإزالة الجير، جلسة 45 دقيقة' },
    },
    {
      ...{ code: 'D2740', code_system: 'CDT', unit: 'piece', price: 1_125_000, rate: null },
      names: { en: 'تاج خزفي' },
    },
  ],
  patients: [
    {
      ...{ name: 'محمد عبد الله الصباح', email: 'mohammed@example.com', phone: '+965 5555 0101' },
      ...{ dob: '1979-02-25', external_id: 'ملف 1001', tax_number: '279022500123' },
      postal_address: 'قطعة 4، شارع 12، منزل 7\nحولي 32001',
    },
    {
      ...{ name: 'نورة لؤلؤة المطيري', email: 'noura@example.com', phone: '+965 5555 0102' },
      ...{ dob: '1993-10-12', external_id: 'ملف 1002' },
      postal_address: 'شارع الخليج العربي 88\nمدينة الكويت 13001',
    },
    {
      ...{ name: 'Priya Venkataraman', email: 'priya@example.com', phone: '+965 5555 0103' },
      ...{ dob: '1986-05-05', external_id: 'ملف 1003' },
      postal_address: 'Block 2, Street 5\nFahaheel 64001',
    },
  ],
  visits: [
    {
      patient: 0,
      services: [
        { code: '99203', quantity: 1, practitioner: DOCTOR, daysAgo: 2, location: 'عيادة 5' },
        { code: 'D2740', quantity: 2, practitioner: DENTIST, daysAgo: 1, location: 'عيادة الأسنان 2' },
      ],
      pays: { how: 'card', refund: 100_500 },
    },
    {
      patient: 1,
      services: [
        {
          ...{ code: 'D1110', quantity: 1, practitioner: DENTIST, daysAgo: 0 },
          discount: { rate: 10_000, reason: 'خصم العائلة' },
        },
        { code: '80053', quantity: 1, practitioner: DOCTOR, daysAgo: 0 },
      ],
      discount: 1_255,
      pays: { how: 'cash', amount: 10_125 },
      credit: { amount: 2_255, reason: 'جلسة أقصر' },
    },
    { patient: 2, services: [{ code: '80053', quantity: 1, practitioner: DOCTOR, daysAgo: 0 }] },
  ],
};
