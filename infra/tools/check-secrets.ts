/** Looks for secrets in the files that git tracks: `node infra/tools/check-secrets.ts`. Part of `npm run check:security`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { ROOT } from '../local/environment.ts';

const LARGEST_FILE = 2_000_000;

/**
 * Secrets of the services that this product uses, which secretlint's rules do not know or know only in other lengths.
 * Test and example values are recognised by being short, plain words or all one repeated character.
 */
const PATTERNS: readonly [string, RegExp][] = [
  ['a live key of Stripe', /\b(?:sk|rk)_live_[A-Za-z0-9]{8,}/],
  ['a test key of Stripe', /\b(?:sk|rk)_test_[A-Za-z0-9]{24,}/],
  ['a webhook secret', /\bwhsec_[A-Za-z0-9+/=]{24,}/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  [
    'a key of Azure storage',
    /AccountKey=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq)[A-Za-z0-9+/]{60,}=*/,
  ],
  ['a key of AWS', /\bAKIA[0-9A-Z]{16}\b/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{36,}\b/],
  ['an SID with its token of Twilio', /\bSK[0-9a-f]{32}\b/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\b/],
  [
    'a password in an address',
    /\bpostgres(?:ql)?:\/\/[^:\s/$]+:(?!change-me|throw-away|postgres@|secret|password|\$\{|x@|app@|owner@)[^@\s$'"`]{12,}@/,
  ],
];

export type Finding = { file: string; line: number; what: string };

const EXAMPLE_PASSWORDS = ['/change-me/'];

const config = {
  rules: [
    {
      id: '@secretlint/secretlint-rule-preset-recommend',
      rule: creator,
      rules: [
        {
          id: '@secretlint/secretlint-rule-database-connection-string',
          options: { allows: EXAMPLE_PASSWORDS },
        },
      ],
    },
  ],
};

/** The places of a text that look like a secret: by secretlint's recommended rules, and by our own patterns. */
export async function secretsIn(file: string, text: string): Promise<Finding[]> {
  const own = text
    .split('\n')
    .flatMap((line, index) =>
      PATTERNS.filter(([, pattern]) => pattern.test(line)).map(([what]) => ({ file, line: index + 1, what })),
    );
  const { messages } = await lintSource({
    source: { filePath: file, content: text, contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  });
  return [...own, ...messages.map(({ loc, messageId }) => ({ file, line: loc.start.line, what: messageId }))];
}

function tracked(): string[] {
  return execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean);
}

if (import.meta.main) {
  const files = tracked().filter((file) => {
    const found = statSync(join(ROOT, file), { throwIfNoEntry: false });
    return found?.isFile() && found.size < LARGEST_FILE;
  });
  const findings: Finding[] = [];
  for (const file of files) findings.push(...(await secretsIn(file, readFileSync(join(ROOT, file), 'utf8'))));
  for (const { file, line, what } of findings) process.stdout.write(`${file}:${line}: ${what}\n`);
  process.stdout.write(`${files.length} files, ${findings.length} secrets.\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
