/** Backups under load: a fault of timing, such as memory that is reused too early, does not show in one quiet backup. */
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import type { BackupTarget } from '../../../functions/capabilities/ports/backups.ts';
import { readConfig } from '../../../functions/config.ts';
import { writeBackup } from '../../../functions/edges/postgres/dump.ts';
import { verifyBackup } from '../../../functions/edges/postgres/verify-backup.ts';
import { withClient } from '../../local/postgres/roles.ts';
import { withScratch } from '../scratch-database.ts';
import { type ToolApp, toolSettings } from '../tool-app.ts';
import { folderTarget } from './folder.ts';

/** A quarter of the backups were wrong by the race that this looks for: 20 in a row miss it once in 300. */
export const ROUNDS = 20;
const NEIGHBORS = 3;

/** What was wrong with any of the backups, each in a sentence. `folder` is used and emptied again. */
export function backupsUnderLoad(app: ToolApp, folder: string): Promise<string[]> {
  const config = readConfig(toolSettings());
  return withScratch(async ({ superuserUrl }) => {
    const stop = startNeighbors(config.DATABASE_URL);
    const wrong: string[] = [];
    try {
      for (let round = 1; round <= ROUNDS; round++) {
        const target = slowly(folderTarget(folder));
        await withClient(config.DATABASE_URL, (client) =>
          writeBackup(client, config.DATA_KEYS, target, app.blobs),
        );
        const { found, loaded, reason } = await verifyBackup(superuserUrl, config.DATA_KEYS, target);
        await rm(folder, { recursive: true });
        for (const line of found) wrong.push(`backup ${round} of ${ROUNDS}: ${line}`);
        if (!loaded) wrong.push(`backup ${round} of ${ROUNDS} was not loaded. ${reason ?? ''}`);
      }
    } finally {
      await stop();
    }
    return wrong;
  });
}

/** The same place, whose writer waits a turn of the event loop for each chunk. */
const slowly = (target: BackupTarget): BackupTarget => ({
  ...target,
  write: (file, stream) => target.write(file, Readable.from(waiting(stream))),
});

async function* waiting(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    await turn();
    yield chunk;
  }
}

/** Connections that keep this process and the server busy until they are stopped. */
function startNeighbors(url: string): () => Promise<void> {
  let busy = true;
  const neighbor = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (busy) await client.query(`select repeat('x', 200000)`);
    await client.end();
  };
  const neighbors = Array.from({ length: NEIGHBORS }, neighbor);
  return async () => {
    busy = false;
    await Promise.all(neighbors);
  };
}
