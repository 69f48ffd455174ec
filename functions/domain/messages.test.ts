import { describe, expect, test } from 'vitest';
import { emailText, escapeHtml, type Language, type MessageKind, smsText } from './messages.ts';

const KINDS: readonly MessageKind[] = ['invoice', 'receipt', 'fresh_link', 'reminder', 'refund'];
const LANGUAGES: readonly Language[] = ['en', 'es'];
const EVERY = LANGUAGES.flatMap((language) => KINDS.map((kind) => [kind, language] as const));
const url = `https://billing.harbourstreet.example/patient/invoice/${'x'.repeat(60)}`;
const facts = {
  clinicName: 'Harbour Street Clinic for Women, Children & Families of the Lower East Side',
  clinicPhone: '+1 555 0100',
  invoiceNumber: 'CLINIC-202611-10001',
  url,
};

describe.each(EVERY)('%s in %s', (kind, language) => {
  test('as a text has at most 160 characters and the whole link', () => {
    const text = smsText(kind, language, facts);
    expect(text.length).toBeLessThanOrEqual(160);
    expect(text).toContain(url);
    expect(text).toContain(facts.invoiceNumber);
  });

  test('as an e-mail names the clinic, the invoice and the link, and nothing is left to fill in', () => {
    const { subject, text, html } = emailText(kind, language, facts);
    for (const part of [subject, text, html]) expect(part).not.toMatch(/[{}]/);
    expect(subject).toContain(facts.invoiceNumber);
    expect(text).toContain(facts.clinicName);
    expect(text).toContain(url);
    expect(html).toContain(`lang="${language}"`);
  });

  test('says nothing that the facts do not hold: no amount, no treatment, no person', () => {
    const { subject, text } = emailText(kind, language, facts);
    const known = Object.values(facts);
    const rest = known.reduce((left, fact) => left.replaceAll(fact, ''), `${subject}\n${text}`);
    expect(rest).not.toMatch(/\d|[$€£]/);
    expect(rest).not.toMatch(/treat|diagnos|consult|birth|nacim|tratam|patient|paciente/i);
  });

  test('writes what the clinic is called as text, never as markup', () => {
    const { html } = emailText(kind, language, { ...facts, clinicName: '<script>alert(1)</script>' });
    expect(html).not.toContain('<script>');
  });
});

test('the five characters of HTML are escaped', () => {
  expect(escapeHtml(`<a href="x">'&'</a>`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;&#39;&#60;/a&#62;');
});
