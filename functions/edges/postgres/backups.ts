/** Backups in blob storage, each in a folder that is named by its moment. */
import { Readable } from 'node:stream';
import type pg from 'pg';
import type { BackupPort, BackupTarget } from '../../capabilities/ports/backup.ts';
import type { BlobStore } from '../../capabilities/ports/storage.ts';
import type { KeyRing } from '../security/encryption.ts';
import { MANIFEST, writeBackup } from './dump.ts';

const FOLDER = 'backups/';

export function createBackups(pool: pg.Pool, ring: KeyRing, blobs: BlobStore): BackupPort {
  const files = async (): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of blobs.list(FOLDER)) names.push(name);
    return names;
  };
  return {
    async make(name) {
      const client = await pool.connect();
      try {
        return await writeBackup(client, ring, blobTarget(blobs, `${FOLDER}${name}/`));
      } finally {
        client.release();
      }
    },

    async list() {
      const all = await files();
      const names = new Set(all.map((file) => file.slice(FOLDER.length).split('/')[0] ?? ''));
      return [...names].sort().map((name) => ({
        name,
        complete: all.includes(`${FOLDER}${name}/${MANIFEST}`),
      }));
    },

    async remove(name) {
      const own = (await files()).filter((file) => file.startsWith(`${FOLDER}${name}/`));
      // The manifest first, so that half of a backup is never taken for one.
      own.sort((a, b) => Number(b.endsWith(MANIFEST)) - Number(a.endsWith(MANIFEST)));
      for (const file of own) await blobs.remove(file);
    },
  };
}

/** A folder of blob storage as the place of one backup. */
export const blobTarget = (blobs: BlobStore, folder: string): BackupTarget => ({
  write: (file, stream) => blobs.putStream(`${folder}${file}`, stream),
  async read(file) {
    const stream = await blobs.getStream(`${folder}${file}`);
    if (!stream) throw new Error(`${folder}${file} is missing.`);
    return Readable.from(stream);
  },
});
