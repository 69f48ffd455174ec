/** What a check of the system found, one line each; every line that is not well says what to do. */

/** `warn` keeps nothing from working; `bad` does. */
export type Finding = { verdict: 'ok' | 'warn' | 'bad'; text: string };

export const ok = (text: string): Finding => ({ verdict: 'ok', text });
export const warn = (text: string): Finding => ({ verdict: 'warn', text });
export const bad = (text: string): Finding => ({ verdict: 'bad', text });

export const isBad = (findings: readonly Finding[]): boolean =>
  findings.some(({ verdict }) => verdict === 'bad');

/** Prints one finding. */
export const show = ({ verdict, text }: Finding): void =>
  void process.stdout.write(`${verdict.padEnd(5)}${text}\n`);

/** What the check found, or one bad finding with the error's own sentence. */
export async function findingsOf(
  what: string,
  check: () => Promise<Finding | Finding[]> | Finding | Finding[],
): Promise<Finding[]> {
  try {
    return [await check()].flat();
  } catch (error) {
    return [bad(`${what}: ${error instanceof Error ? error.message : String(error)}`)];
  }
}
