/** `npm run setup -- --from-backup FOLDER`: a server on an empty machine, from a backup and the recovery code alone. */
import { readConfig } from '../../functions/config.ts';
import { folderTarget } from '../operate/backup/folder.ts';
import { restore } from '../operate/restore.ts';
import type { OpenedBackup } from './install.ts';
import { newestBackup, openSettings } from './recovery.ts';

/** The newest backup of the folder, opened. Throws one sentence when there is none or the code is another one. */
export function openBackup(folder: string, code: string): OpenedBackup & { name: string } {
  const name = newestBackup(folder);
  return {
    name,
    settings: openSettings(name, code),
    load: async ({ Values, ownerUrl }) => {
      const place = { name, target: folderTarget(name) };
      if (!(await restore(readConfig(Values), ownerUrl, place)))
        throw new Error(
          `${name} was not restored as it was saved: see the lines above. Try an older backup.`,
        );
      return [`Books, records and keys of the backup ${name}`];
    },
  };
}
