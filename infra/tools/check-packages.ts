/**
 * Asks the registry whether a package that the product runs with has a known hole: `npm audit --omit=dev`. A registry
 * that does not answer this is reported as such and is no failure; a hole that is high or worse is.
 */
import { spawnSync } from 'node:child_process';
import * as z from 'zod';
import { ROOT } from '../local/environment.ts';

const report = z.object({
  metadata: z.object({
    vulnerabilities: z.object({ moderate: z.int(), high: z.int(), critical: z.int(), total: z.int() }),
  }),
});

export type Verdict = { failed: boolean; text: string };

/** What npm says when the registry refuses: `405 Method Not Allowed - POST https://…/advisories/bulk`. */
const refusal = z.object({ statusCode: z.int(), method: z.string(), uri: z.string() });

/** What the output of `npm audit --json` says. */
export function verdictOf(output: string): Verdict {
  const read = report.safeParse(parsed(output));
  if (!read.success) {
    const refused = refusal.safeParse(parsed(output));
    const why = refused.success
      ? `answers ${refused.data.statusCode} to ${refused.data.method} ${new URL(refused.data.uri).pathname}`
      : 'did not answer npm audit';
    return { failed: false, text: `NOT CHECKED: the registry ${why}. Ask one that does.` };
  }
  const { high, critical, total } = read.data.metadata.vulnerabilities;
  return {
    failed: high + critical > 0,
    text: `${total} known holes in what the product runs with, ${high + critical} of them high or critical.`,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 120_000,
  });
  const { failed, text } = verdictOf(stdout ?? '');
  process.stdout.write(`Packages: ${text}\n`);
  process.exitCode = failed ? 1 : 0;
}
