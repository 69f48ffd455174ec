/** Backups in blob storage, each in a folder that is named by its moment. */
import { Readable } from 'node:stream';
import type pg from 'pg';
import type { BackupPort, BackupTarget, StoredBackup } from '../../capabilities/ports/backups.ts';
import type { BlobStore } from '../../capabilities/ports/blobs.ts';
import type { KeyRing } from '../security/encryption.ts';
import { encrypted } from '../security/file-cipher.ts';
import { BACKUP_FOLDER, MANIFEST, VERIFIED, writeBackup } from './dump.ts';
import { verifyBackup } from './verify-backup.ts';

/**
 * `records` is what is saved beside the database, `place` where backups lie: the same storage, or better another.
 * `scratchUrl` is a database for temporary tables, into which backups are loaded to verify them.
 */
export function createBackups(
  pool: pg.Pool,
  ring: KeyRing,
  { records, place, scratchUrl }: { records: BlobStore; place: BlobStore; scratchUrl: string },
): BackupPort {
  const files = async () => {
    const found: { name: string; bytes: number }[] = [];
    for await (const { name, bytes } of place.list(BACKUP_FOLDER)) found.push({ name, bytes });
    return found;
  };
  const open = (name: string): BackupTarget => blobTarget(place, `${BACKUP_FOLDER}${name}/`);
  return {
    apart: place !== records,

    async make(name) {
      const client = await pool.connect();
      try {
        return await writeBackup(client, ring, open(name), records);
      } finally {
        client.release();
      }
    },

    async verify(name) {
      const marker = `${BACKUP_FOLDER}${name}/${VERIFIED}`;
      // Until it is known again, it is not verified.
      await place.remove(marker);
      const seen = await verifyBackup(scratchUrl, ring, open(name));
      if (seen.loaded && seen.found.length === 0) {
        const text = Buffer.from(JSON.stringify({ rows: seen.rows }));
        await place.putStream(marker, Readable.from(encrypted(ring, VERIFIED, Readable.from([text]))));
      }
      return seen;
    },

    async list() {
      const backups = new Map<string, StoredBackup>();
      for (const file of await files()) {
        const [name = '', part = ''] = file.name.slice(BACKUP_FOLDER.length).split('/');
        const backup = backups.get(name) ?? { name, complete: false, verified: false, bytes: 0 };
        backup.complete ||= part === MANIFEST;
        backup.verified ||= part === VERIFIED;
        backup.bytes += file.bytes;
        backups.set(name, backup);
      }
      return [...backups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    open,

    async remove(name) {
      const own = (await files())
        .map((file) => file.name)
        .filter((file) => file.startsWith(`${BACKUP_FOLDER}${name}/`));
      // The manifest first, so that half of a backup is never taken for one.
      own.sort((a, b) => Number(b.endsWith(MANIFEST)) - Number(a.endsWith(MANIFEST)));
      for (const file of own) await place.remove(file);
    },
  };
}

/** A folder of blob storage as the place of one backup. */
const blobTarget = (blobs: BlobStore, folder: string): BackupTarget => ({
  write: (file, stream) => blobs.putStream(`${folder}${file}`, stream),
  async read(file) {
    const stream = await blobs.getStream(`${folder}${file}`);
    if (!stream) throw new Error(`${folder}${file} is missing.`);
    return Readable.from(stream);
  },
});
