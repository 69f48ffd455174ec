/**
 * `npm run service -- [print | install | uninstall | status] [--home DIR]`: the server as a service of this machine.
 * `print` shows what would be installed, on any system; `install` and `uninstall` are for Linux with systemd, as root.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../local/environment.ts';
import { writeText } from '../local/settings.ts';
import { dataFolder, defaultHome } from './layout.ts';
import { claimsOf, type OwnFolders } from './ownership.ts';
import { requireServerSettings } from './settings-file.ts';
import {
  launchdPlist,
  SERVICE_USER,
  type ServiceDescription,
  systemdUnit,
  UNIT_FILE,
  windowsTask,
} from './unit.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function foldersOf(home: string): OwnFolders {
  const { answers } = requireServerSettings(home);
  return { home, data: dataFolder(home, answers), backup: answers.backup_folder };
}

function describe(home: string): ServiceDescription {
  const { data, backup } = foldersOf(home);
  const root = ROOT.replace(/[\\/]$/, '');
  return {
    root,
    node: process.execPath,
    home,
    writes: [home, data, ...(backup === undefined ? [] : [backup])],
  };
}

/** Whether the service's user may make files in the folder. */
const canServiceWrite = (folder: string): boolean =>
  spawnSync('runuser', ['-u', SERVICE_USER, '--', 'test', '-w', folder, '-a', '-x', folder]).status === 0;

/** What `print` shows on this kind of system. */
export function serviceText(description: ServiceDescription, platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return `# Run this in PowerShell as an administrator:\n${windowsTask(description)}`;
  if (platform === 'darwin')
    return `<!-- Save as /Library/LaunchDaemons/clinic-billing.plist, then: sudo launchctl load -w that file -->\n${launchdPlist(description)}`;
  return `# ${UNIT_FILE}\n${systemdUnit(description)}`;
}

function install(home: string): void {
  requireRoot();
  const description = describe(home);
  if (spawnSync('id', [SERVICE_USER]).status !== 0)
    run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', SERVICE_USER]);
  for (const { folder, whole } of claimsOf(foldersOf(home), SERVICE_USER, canServiceWrite)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    run('chown', [...(whole ? ['-R'] : []), `${SERVICE_USER}:${SERVICE_USER}`, folder]);
  }
  writeText(UNIT_FILE, systemdUnit(description), 0o644);
  run('systemctl', ['daemon-reload']);
  run('systemctl', ['enable', '--now', 'clinic-billing']);
  say(`Installed and started: ${UNIT_FILE}, as the user ${SERVICE_USER}.`);
  say(`From now on run the commands as that user: sudo -u ${SERVICE_USER} npm run …`);
  say('To take it back: npm run service -- uninstall (the data stays).');
}

function uninstall(): void {
  requireRoot();
  if (!existsSync(UNIT_FILE)) throw new Error('The service is not installed.');
  run('systemctl', ['disable', '--now', 'clinic-billing']);
  rmSync(UNIT_FILE);
  run('systemctl', ['daemon-reload']);
  say(`The service is removed. The user ${SERVICE_USER}, the settings and the data stay.`);
}

function requireRoot(): void {
  if (process.platform !== 'linux')
    throw new Error('This is for Linux. Run npm run service -- print, and follow its first line.');
  if (process.getuid?.() !== 0) throw new Error('Run this as root: sudo npm run service -- install');
  if (!existsSync('/run/systemd/system')) throw new Error('systemd does not run on this machine.');
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${(stderr ?? '').trim()}`);
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: { home: { type: 'string' } },
    allowPositionals: true,
  });
  const home = resolve(values.home ?? process.env.CLINIC_HOME ?? defaultHome());
  const [command = 'print'] = positionals;
  const work = COMMANDS[command];
  if (work === undefined)
    throw new Error(`Unknown command "${command}": print, install, uninstall or status.`);
  work(home);
}

const COMMANDS: Record<string, (home: string) => void> = {
  print: (home) => say(serviceText(describe(home), process.platform)),
  install,
  uninstall,
  status: () => {
    const shown = spawnSync('systemctl', ['status', '--no-pager', 'clinic-billing'], { stdio: 'inherit' });
    process.exitCode = shown.status ?? 1;
  },
};

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
