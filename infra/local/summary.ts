/** The short table of addresses and demo sign-ins that a start ends with. */
import type { Run } from './run.ts';

/** The table as text. */
export function describeRun(run: Run): string {
  const rows: [string, string][] = [
    ['Staff portal', `${run.web}/staff`],
    ['API', `${run.api}/api/v1/health/ready`],
    ['Inbox', run.inbox],
    ['Stripe emulator', run.stripe],
    ['PostgreSQL', withoutPassword(run.database)],
    ...run.staff.map(({ email, password, role }): [string, string] => [
      `Demo ${role.replace('_', ' ')}`,
      `${email}  ${password}`,
    ]),
    // No staff were registered by the start: the first admin does it with this code.
    ...(run.staff.length === 0 ? [['Setup code', run.setupCode] satisfies [string, string]] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return `${rows.map(([name, value]) => `  ${name.padEnd(width)}${value}`).join('\n')}\n\n  Ctrl-C stops everything; the data is kept.\n`;
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return '';
  const address = new URL(url);
  address.password = '';
  return address.href;
}
