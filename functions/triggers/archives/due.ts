/** GET /api/v1/archives/due */
import { countArchivable } from '../../capabilities/archives/due.ts';
import { archives } from '../../contracts/archives.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(archives.due, async ({ app }) => {
  const { archive } = await app.db.read.settings.get();
  return {
    enabled: archive.enabled,
    after_days: archive.after_days,
    invoices: await countArchivable(app),
    archived: await app.db.read.archives.totals(),
  };
});
