/** GET /api/v1/archives */
import { archives } from '../../contracts/archives.ts';
import { endpoint } from '../../http/endpoint.ts';
import { archiveReply } from '../../http/replies/archives.ts';

endpoint(archives.list, async ({ app, input: { limit, cursor, ...filter } }) => {
  const found = await app.db.read.archives.list(filter, { limit, cursor });
  return { ...found, data: found.data.map(archiveReply) };
});
