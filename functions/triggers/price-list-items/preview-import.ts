/** POST /api/v1/price-list-items/import/preview */
import { previewImport } from '../../capabilities/price-list-items/preview-import.ts';
import { priceListItems } from '../../contracts/price-list-items.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readPriceListFile } from '../../http/inputs/price-list-file.ts';
import { importPreviewReply } from '../../http/replies/price-list-imports.ts';

endpoint(priceListItems.previewImport, async ({ app, input }) =>
  importPreviewReply(await previewImport(app, readPriceListFile(app, input.csv))),
);
