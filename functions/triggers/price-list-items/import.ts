/** POST /api/v1/price-list-items/import */
import { importPriceList } from '../../capabilities/price-list-items/import.ts';
import { priceListItems } from '../../contracts/price-list-items.ts';
import { command } from '../../http/command.ts';
import { readPriceListFile } from '../../http/inputs/price-list-file.ts';
import { readPriceListImport } from '../../http/replies/price-list-imports.ts';

command(
  priceListItems.import,
  ({ app, input, caller }) => importPriceList(app, readPriceListFile(app, input.csv), caller),
  ({ app }, id) => readPriceListImport(app, id),
);
