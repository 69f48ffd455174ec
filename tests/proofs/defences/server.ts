/** Defences of a server that `npm run setup` made: who may read its files, what it serves, and what it refuses to start with. */
import { type Defence, served, unit } from './defence.ts';

const SETTINGS = 'infra/server/settings-file.ts';
const SERVING = 'infra/server/serving.ts';
const RECOVERY = 'infra/server/recovery.ts';
const OWNERSHIP = 'infra/server/ownership.ts';
const SERVER = 'infra/server/server';
const MODES = 'infra/operate/doctor';

export const SERVER_DEFENCES: readonly Defence[] = [
  unit('settings are written for their owner alone', SERVER, 'is its owner’s alone', [
    'infra/local/settings.ts',
    'JSON.stringify(content, undefined, 2)}\\n`, 0o600);',
    'JSON.stringify(content, undefined, 2)}\\n`, 0o644);',
  ]),
  unit('settings that others can read start nothing', SERVER, 'that others can read is refused', [
    SETTINGS,
    '(mode & 0o077) !== 0)',
    '(mode & 0o007) === 8)',
  ]),
  unit('the doctor names what others can read', MODES, 'is named with what to run', [
    'infra/operate/doctor/files.ts',
    '(found.mode & 0o777 & ~most) === 0',
    '(found.mode & 0o007 & ~most) === 0',
  ]),
  unit('a shared backup folder stays its owner’s', 'infra/server/recovery', 'the clinic’s backups alone', [
    OWNERSHIP,
    'return [...own, ...made.map(',
    'return [...own, { folder: backup, whole: true }, ...made.map(',
  ]),
  unit('a folder that others use is not taken', 'infra/server/recovery', 'is no folder for the settings', [
    OWNERSHIP,
    'if (foreign !== undefined)',
    'if (foreign === OURS[0])',
  ]),
  unit('settings in a backup open by their code alone', 'infra/server/recovery', 'by no other', [
    RECOVERY,
    "scryptSync(code.toLowerCase().replace(/[^a-z0-9]/g, ''), salt, 32)",
    "scryptSync(code.slice(0, 0).replace(/[^a-z0-9]/g, ''), salt, 32)",
  ]),
  unit('a clock that went back starts nothing', 'infra/server/start-checks', 'an hour behind is refused', [
    'infra/server/start-checks.ts',
    "if (ahead > MOST_SKEW_MS) throw new Error(clockText(ahead, 'behind the newest",
    "if (ahead < 0) throw new Error(clockText(ahead, 'behind the newest",
  ]),
  served('the host has no administration surface', 'server', 'over TLS from the first administrator', [
    SERVING,
    "'127.0.0.1', '--no-admin', ...idle]",
    "'127.0.0.1', ...idle]",
  ]),
  served('TLS is demanded from then on', 'server', 'over TLS from the first administrator', [
    'infra/local/web/server.ts',
    '...((tls || endsTls) && {',
    '...(tls && {',
  ]),
  served('another database password starts nothing', 'faults', 'with another password of the app', [
    'infra/server/start-checks.ts',
    "  await reached('DATABASE_URL', appUrl, () => requireAppRole(appUrl));\n",
    '',
  ]),
];
