/** A folder of this machine as the place of one backup. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BackupTarget } from '../../../functions/capabilities/ports/backups.ts';

/** Made when it is missing; files are readable by their owner only, and none is written over. */
export const folderTarget = (folder: string): BackupTarget => ({
  async write(file, stream) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await pipeline(stream, createWriteStream(join(folder, file), { flags: 'wx', mode: 0o600 }));
  },
  read: async (file) => createReadStream(join(folder, file)),
});
