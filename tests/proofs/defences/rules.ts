/** Defences of what is written and billed: text, amounts, days and people. */
import { type Defence, integrated, unit } from './defence.ts';

export const TEXT_DEFENCES: readonly Defence[] = [
  unit(
    'text keeps its direction',
    'functions/contracts/free-text',
    'refuses what turns or breaks the text around it',
    ['functions/domain/text.ts', '!DIRECTION_CONTROLS.test(text);', 'text.length >= 0;'],
  ),
  unit('a name can be seen', 'functions/domain/text', 'nothing can be seen of', [
    'functions/domain/text.ts',
    "text.replace(BLANK, '').replace(/\\p{Default_Ignorable_Code_Point}/gu, '')",
    "'x'.concat(text)",
  ]),
  unit(
    'a password is compared in one form',
    'functions/edges/security/passwords',
    'however its characters were composed',
    [
      'functions/domain/password.ts',
      "(typed: string): string => typed.normalize('NFKC');",
      '(typed: string): string => typed;',
    ],
  ),
];

export const BILLING_DEFENCES: readonly Defence[] = [
  unit('tax is no more than its line', 'functions/domain/totals', 'tax is refused at its line', [
    'functions/domain/totals.ts',
    '    if (taxCents > taxedCents) {',
    '    if (taxCents < 0) {',
  ]),
  unit(
    'a discount is no more than the lines',
    'functions/domain/totals',
    'above what the lines cost before tax',
    [
      'functions/domain/totals.ts',
      '  if (discountCents > add(ZERO, ...nets)) {',
      '  if (discountCents < 0) {',
    ],
  ),
  integrated('the database keeps tax below its line', 'flows/line-amounts', 'a tax above the line', [
    'migrations/004_invoices.sql',
    ' - discount_cents - invoice_discount_cents) not valid;',
    ' + 99999999) not valid;',
  ]),
];
