/** Defences of what is written and billed: text, amounts, days and people. */
import { type Defence, unit } from './defence.ts';

export const TEXT_DEFENCES: readonly Defence[] = [
  unit(
    'text keeps its direction',
    'functions/contracts/freeText',
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
