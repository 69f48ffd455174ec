import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gsmLength, isGsmText } from './gsm-text.ts';
import { emailText, escapeHtml, type Language, type MessageKind, smsText } from './messages.ts';
import { STAFF_MESSAGE_KINDS, staffEmailText } from './staff-messages.ts';

const KINDS: readonly MessageKind[] = [
  'invoice',
  'receipt',
  'fresh_link',
  'reminder',
  'refund',
  'refund_failed',
  'instalment',
  'account',
];
const LANGUAGES: readonly Language[] = ['en', 'es'];
const EVERY = LANGUAGES.flatMap((language) => KINDS.map((kind) => [kind, language] as const));
const url = `https://billing.harbourstreet.example/patient/invoice/${'x'.repeat(60)}`;
const facts = {
  clinicName: 'Harbour Street Clinic for Women, Children & Families of the Lower East Side',
  clinicPhone: '+1 555 0100',
  invoiceNumber: 'CLINIC-202611-10001',
  url,
};

/** What a message of this kind knows: the link of an account is of no invoice. */
const factsOf = (kind: MessageKind) => (kind === 'account' ? { ...facts, invoiceNumber: null } : facts);

describe.each(EVERY)('%s in %s', (kind, language) => {
  const known = factsOf(kind);
  const number = known.invoiceNumber ?? '';

  test('as a text fits into one message of its alphabet, with the whole link and the number, whatever the clinic is called', () => {
    const names = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      fc.constantFrom('Clínica Ñuñoa – Atención Médica Integral, Rehabilitación y Más', 'Клиника на Невском'),
    );
    fc.assert(
      fc.property(names, fc.integer({ min: 0, max: 12 }), (clinicName, more) => {
        const longer = url.replace('billing', `billing${'x'.repeat(more)}`);
        const text = smsText(kind, language, { ...known, clinicName, url: longer });
        expect(isGsmText(text)).toBe(true);
        expect(gsmLength(text)).toBeLessThanOrEqual(160);
        expect(text.endsWith(`: ${longer}`)).toBe(true);
        expect(text).toContain(number);
      }),
    );
  });

  test('as plain text says word for word what it says as HTML', () => {
    const { text, html } = emailText(kind, language, known);
    const body = html
      .slice(html.indexOf('<body'))
      .replace(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/, '$2: $1')
      .replace(/<\/?bdi>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    const words = (all: string) => all.split(/\s+/).filter(Boolean);
    expect(words(text)).toEqual(words(body));
  });

  test('as an e-mail names the clinic, the invoice and the link, and nothing is left to fill in', () => {
    const { subject, text, html } = emailText(kind, language, known);
    for (const part of [subject, text, html]) expect(part).not.toMatch(/[{}]/);
    expect(kind === 'instalment' ? text : subject).toContain(number);
    expect(text).toContain(facts.clinicName);
    expect(text).toContain(url);
    expect(html).toContain(`lang="${language}"`);
  });

  test('says nothing that the facts do not hold: no amount, no treatment, no person', () => {
    const { subject, text } = emailText(kind, language, known);
    const rest = Object.values(facts).reduce(
      (left, fact) => left.replaceAll(fact, ''),
      `${subject}\n${text}`,
    );
    expect(rest).not.toMatch(/\d|[$€£]/);
    expect(rest).not.toMatch(/treat|diagnos|consult|birth|nacim|tratam|patient|paciente/i);
  });

  test('writes what the clinic is called as text, never as markup', () => {
    const { html } = emailText(kind, language, { ...known, clinicName: '<script>alert(1)</script>' });
    expect(html).not.toContain('<script>');
  });
});

test('a text names a clinic in full where there is room, and cuts the name before anything else', () => {
  const short = { ...facts, clinicName: 'Clínica San José', url: 'https://pay.example/patient/invoice/abc' };
  expect(smsText('reminder', 'es', short)).toBe(
    'Clinica San José: recordatorio, factura CLINIC-202611-10001: https://pay.example/patient/invoice/abc',
  );
  expect(smsText('invoice', 'en', facts)).toMatch(
    /^Harbour Street.{0,5}: invoice CLINIC-202611-10001: https:/,
  );
  const account = { ...factsOf('account'), url: 'https://pay.example/patient/account/abc' };
  expect(smsText('account', 'en', { ...account, clinicName: 'Harbour Street' })).toBe(
    'Harbour Street: your account: https://pay.example/patient/account/abc',
  );
});

test('the five characters of HTML are escaped', () => {
  expect(escapeHtml(`<a href="x">'&'</a>`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;&#39;&#60;/a&#62;');
});

test.each(['A$$ & Sons', '$& {number} {url}', "$` $' $1"])(
  'a clinic called %j is literal in every message',
  (name) => {
    for (const [kind, language] of EVERY) {
      const email = emailText(kind, language, { ...factsOf(kind), clinicName: name });
      const said = `${email.subject}\n${email.text}`;
      expect(said.split(name).length, said).toBeGreaterThan(1);
      expect(email.text.startsWith(`${name}\n`)).toBe(true);
      expect(email.html).toContain(escapeHtml(name));
      expect(said).not.toContain(`${url}${url}`);
    }
    expect(emailText('invoice', 'en', { ...facts, clinicName: name }).subject).toBe(
      `Invoice ${facts.invoiceNumber} from ${name}`,
    );
  },
);

const HEBREW = { ...facts, clinicName: 'מרפאת הרצל 7', clinicPhone: 'חדר 12' };
const staffFacts = {
  clinicName: HEBREW.clinicName,
  timeZone: 'UTC',
  happenedAt: new Date('2026-11-26T10:00:00Z'),
  aboutName: 'שרה לוי 3',
  link: { url, purpose: 'invite' as const },
};

test.each([
  ...EVERY.map(([kind, language]) => [kind, language, emailText(kind, language, HEBREW)] as const),
  ...STAFF_MESSAGE_KINDS.flatMap((kind) =>
    LANGUAGES.map((language) => [kind, language, staffEmailText(kind, language, staffFacts)] as const),
  ),
])('what people typed is isolated in the e-mail %s in %s', (_, __, { subject, text, html }) => {
  const hebrew = /[\u0590-\u05ff]/;
  const title = /<title>(.*?)<\/title>/.exec(html)?.[1] ?? '';
  expect(`${subject}${text}`).toMatch(hebrew);
  expect(`${subject}\n${text}\n${title}`.replace(/\u2068[^\u2068\u2069]*\u2069/g, '')).not.toMatch(hebrew);
  const body = html.slice(html.indexOf('<body'));
  expect(body).toMatch(hebrew);
  expect(body.replace(/<bdi>[^<]*<\/bdi>/g, '')).not.toMatch(hebrew);
});
