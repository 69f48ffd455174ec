/** Files and folders of a server: who may read them, what room is left, whether the server may write. */
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { certificateFiles, dataFolder } from '../../server/layout.ts';
import { requireWritable } from '../../server/probes.ts';
import {
  loadServerSettings,
  requireServerSettings,
  type ServerSettings,
} from '../../server/settings-file.ts';
import { bad, type Finding, findingsOf, ok, warn } from '../finding.ts';

const MEGABYTE = 1024 ** 2;
const LEAST_MEGABYTES = 1_000;

export type Server = { home: string; data: string; settings: ServerSettings };

/** The server's settings; throws the sentence with which `serve` would refuse them. */
export function serverOf(home: string): Server {
  loadServerSettings(home);
  const settings = requireServerSettings(home);
  return { home, data: dataFolder(home, settings.answers), settings };
}

/** Settings, keys and data belong to one user, and no other may read them. */
export function modeFindings({ home, data, settings }: Server): Finding[] {
  if (process.platform === 'win32')
    return [warn('File modes: look at the access rights of the folders by hand.')];
  const { answers } = settings;
  const key = certificateFiles(home, answers)?.key;
  const own: [path: string, most: number][] = [
    [join(home, 'settings.json'), 0o600],
    [data, 0o700],
    [join(data, 'logs'), 0o700],
    ...(key === undefined ? [] : ([[key, 0o640]] as [string, number][])),
  ];
  const wrong = own.flatMap(([path, most]) => openTo(path, most));
  const backups = answers.backup_folder;
  const open = backups === undefined ? [] : backupsOf(backups).flatMap((path) => openTo(path, 0o700));
  const all = [...wrong, ...open];
  return all.length > 0 ? all : [ok('File modes: settings, keys, data and backups are their owner’s alone')];
}

function openTo(path: string, most: number): Finding[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & 0o777 & ~most) === 0) return [];
  const mode = (found.mode & 0o777).toString(8);
  return [bad(`File modes: ${path} has mode ${mode}. Run: chmod ${most.toString(8)} ${path}`)];
}

export const backupsOf = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^\d{8}T\d{6}Z$/.test(name))
        .sort()
        .map((name) => join(folder, name))
    : [];

/** Room on the disks of the data and of the backups. */
export function diskFindings({ data, settings }: Server): Finding[] {
  return [data, settings.answers.backup_folder].flatMap((folder) => {
    if (folder === undefined || !existsSync(folder)) return [];
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / MEGABYTE);
    if (free < LEAST_MEGABYTES)
      return [bad(`Disk: only ${free} MB free for ${folder}. Remove files, or move it to a larger disk.`)];
    if (files > 0 && ffree < 1_000)
      return [bad(`Disk: no room for new files at ${folder} (inodes). Remove files.`)];
    return [ok(`Disk: ${free} MB free for ${folder}`)];
  });
}

/** Each folder takes a new file of whoever runs this. */
export const writableFindings = ({ data, settings }: Server): Promise<Finding[]> =>
  findingsOf('Folders', () => {
    const { backup_folder: backups } = settings.answers;
    requireWritable(data);
    if (backups !== undefined && !existsSync(backups))
      return bad(`Backup folder: ${backups} does not exist. Mount its disk, or make the folder.`);
    if (backups !== undefined) requireWritable(backups);
    return ok('Folders: data and backups can be written');
  });
