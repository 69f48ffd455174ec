/** Refuses private vocabulary in file names, names, comments, texts and documents: `npm run lint:words`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ROOT } from '../local/environment.ts';
import { ALLOWED, DENIED, type DeniedWord } from './denied-words.ts';

export type Finding = { file: string; line: number; word: string; use: string };

const READ = new Set(
  '.ts .tsx .mts .cts .js .mjs .cjs .sql .md .json .yml .yaml .html .css .conf .sh .bicep .bicepparam'.split(
    ' ',
  ),
);
/** The list itself and its test have to spell the words; the lock file names packages of others. */
const NOT_READ = new Set([
  'package-lock.json',
  'infra/tools/denied-words.ts',
  'infra/tools/check-words.test.ts',
]);

/** Blanks the allowed uses and splits names into words: `deadLetter` and `dead_letter` both read "dead letter". */
function toPlainWords(text: string): string {
  const rest = ALLOWED.reduce(
    (left, use) => left.replace(use, (found) => found.replace(/[^\n]/g, '.')),
    text,
  );
  return rest
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/_/g, ' ')
    .toLowerCase();
}

/** Matches the words of a phrase across a line break, also inside a comment block. */
const pattern = ({ word }: DeniedWord) => new RegExp(`\\b(?:${word.replaceAll(' ', '[\\s*/-]+')})\\b`, 'g');
const PATTERNS = DENIED.map((denied) => ({ denied, pattern: pattern(denied) }));

/** The denied words of one file, its path included (line 0). */
export function deniedWordsIn(file: string, text: string): Finding[] {
  const plain = toPlainWords(`${file}\n${text}`);
  return PATTERNS.flatMap(({ denied, pattern: wanted }) =>
    [...plain.matchAll(wanted)].map((match) => ({
      file,
      line: plain.slice(0, match.index).split('\n').length - 1,
      word: match[0].replace(/\s+/g, ' '),
      use: denied.use,
    })),
  );
}

function productFiles(): string[] {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return tracked.filter(
    (file) =>
      READ.has(extname(file)) &&
      !NOT_READ.has(file) &&
      statSync(join(ROOT, file), { throwIfNoEntry: false })?.isFile() === true,
  );
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  const files = productFiles().filter(
    (file) => wanted.length === 0 || wanted.some((prefix) => file.startsWith(prefix)),
  );
  const findings = files.flatMap((file) => deniedWordsIn(file, readFileSync(join(ROOT, file), 'utf8')));
  for (const { file, line, word, use } of findings)
    process.stdout.write(`${file}:${line}: "${word}": use ${use}\n`);
  process.stdout.write(`${files.length} files, ${findings.length} denied words.\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
