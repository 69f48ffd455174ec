/** A clinic in Tokyo: yen without decimals, consumption tax at 10 % and 8 %, Japanese names, a qualified invoice number. */
import { type DemoClinic, logoOf } from './clinic.ts';

const DOCTOR = { name: '佐藤 健一郎', licence_number: '医籍登録番号 第345678号' };
const ACUPUNCTURIST = { name: '髙橋 さくら', licence_number: 'はり師 第98765号' };
const INSURED = '健康保険法による療養';

export const tokyo: DemoClinic = {
  settings: {
    CLINIC_ID: 'tokyo',
    CLINIC_NAME: '青山みなみクリニック',
    CLINIC_EMAIL: 'kaikei@aoyama-minami.example',
    CLINIC_PHONE: '+81 3 5555 0100',
    CLINIC_TIME_ZONE: 'Asia/Tokyo',
    CLINIC_CURRENCY: 'jpy',
    CLINIC_COUNTRY: 'JP',
    INVOICE_NUMBER_PREFIX: 'TYO',
  },
  details: {
    legal_name: '医療法人社団 青山みなみ会',
    postal_address: '〒107-0062\n東京都港区南青山三丁目4番5号\n青山ビルディング6階',
    tax_numbers: [{ label: '登録番号', value: 'T1234567890123' }],
    brand_color: '#8a1538',
    footer: 'お支払い期限までにお振り込みください。「※」は軽減税率対象です。',
    bank_details: 'みずほ銀行 青山支店\n普通 1234567\nイ)アオヤマミナミカイ',
    page_size: 'A4',
    logo: logoOf(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60"><circle cx="30" cy="30" r="28" fill="#8a1538"/><path d="M30 14v32M14 30h32" stroke="#fff" stroke-width="8"/></svg>',
    ),
  },
  services: [
    {
      ...{ code: '111000110', code_system: '診療行為', unit: 'session', price: 2_910, rate: null },
      names: { en: '初診料' },
    },
    {
      ...{ code: 'JIHI-01', code_system: '自費', unit: 'session', price: 12_800, rate: 10_000 },
      names: { en: '鍼灸治療(六十分)' },
    },
    {
      ...{ code: 'JIHI-02', code_system: '自費', unit: 'piece', price: 5_555, rate: 10_000 },
      names: { en: '英文診断書の作成、および海外の保険会社に提出するための証明書' },
    },
    {
      ...{ code: 'SHOKU-1', code_system: '物販', unit: 'piece', price: 1_333, rate: 8_000 },
      names: { en: '経口補水ゼリー ※' },
    },
  ],
  patients: [
    {
      ...{ name: '山田 太郎', email: 'taro@example.com', phone: '+81 90 5555 0101', dob: '1980-04-29' },
      ...{ postal_address: '〒150-0001\n東京都渋谷区神宮前1-2-3', external_id: '診-00017' },
    },
    {
      ...{ name: '小鳥遊 あゆみ', email: 'ayumi@example.com', phone: '+81 90 5555 0102', dob: '1995-12-31' },
      ...{ postal_address: '〒158-0094\n東京都世田谷区玉川9-8-7', external_id: '診-00018' },
    },
    {
      ...{ name: 'キャサリン・ウィルソン (Catherine Wilson)', email: 'catherine@example.com' },
      ...{ phone: '+81 90 5555 0103', dob: '1971-07-07', external_id: '診-00019' },
      postal_address: '〒106-0045\n東京都港区麻布十番2-2-2 レジデンス1204号室',
    },
  ],
  visits: [
    {
      patient: 0,
      services: [
        { code: '111000110', quantity: 1, practitioner: DOCTOR, daysAgo: 2, exempt: INSURED },
        { code: 'JIHI-01', quantity: 2, practitioner: ACUPUNCTURIST, daysAgo: 1, location: '第二治療室' },
        { code: 'SHOKU-1', quantity: 7, practitioner: ACUPUNCTURIST, daysAgo: 1 },
      ],
      pays: { how: 'card', refund: 3_333 },
    },
    {
      patient: 1,
      services: [
        {
          ...{ code: 'JIHI-01', quantity: 1.5, practitioner: ACUPUNCTURIST, daysAgo: 0 },
          discount: { rate: 5_000, reason: '学生割引' },
        },
        { code: 'JIHI-02', quantity: 1, practitioner: DOCTOR, daysAgo: 0 },
      ],
      discount: 500,
      pays: { how: 'cash', amount: 10_000 },
      credit: { amount: 4_001, reason: '治療時間の短縮' },
    },
    { patient: 2, services: [{ code: 'JIHI-02', quantity: 3, practitioner: DOCTOR, daysAgo: 0 }] },
  ],
};
