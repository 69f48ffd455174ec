/** What a setup prints at its end: what was done, what comes next, and how to take it back. */
import { join } from 'node:path';
import type { Installed } from './install.ts';
import { dataFolder, defaultHome, listening } from './layout.ts';
import { caddyfile, nginxConf } from './proxy-examples.ts';

/** The text for the terminal. */
export function report(home: string, { settings, done, firstAdmin, recoveryCode }: Installed): string {
  const { answers } = settings;
  const option = home === defaultHome() ? '' : ` -- --home ${home}`;
  const { hostname } = new URL(answers.address);
  const upstream = { host: hostname, ...listening(answers) };
  const sections = [
    ['Done:', ...done.map((line) => `  ${line}`)],
    [
      'Next:',
      `  Start it:            npm run serve${option}`,
      `  Or as a service:     sudo npm run service${option || ' --'} install`,
      ...(firstAdmin === undefined
        ? []
        : [
            `  First administrator: ${firstAdmin}`,
            '                       (works once; keep it to yourself)',
          ]),
      `  Test Stripe:         npm run stripe:check${option}   (while the server runs)`,
    ],
    recoveryCode === undefined
      ? []
      : [
          `Recovery code: ${recoveryCode}`,
          '  Write it down and keep it away from the backups. With it, a backup alone makes this server anew on an',
          '  empty machine: npm run setup -- --from-backup FOLDER',
        ],
    answers.tls === 'behind-proxy'
      ? ['Caddyfile for your proxy:', '', caddyfile(upstream), 'Or nginx:', '', nginxConf(upstream)]
      : [],
    [
      'To take everything back (this removes the clinic’s data):',
      `  stop the server, then remove ${home} and ${dataFolder(home, answers)}`,
      ...(answers.database === 'server'
        ? ['  on your PostgreSQL: drop database clinic; drop role clinic_app; drop role clinic_owner;']
        : []),
      `Without the recovery code or a copy of ${join(home, 'settings.json')} no backup can be read.`,
    ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
