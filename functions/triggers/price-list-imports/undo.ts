/** POST /api/v1/price-list-imports/{id}/undo */
import { undoImport } from '../../capabilities/price-list-imports/undo.ts';
import { priceListImports } from '../../contracts/price-list-imports.ts';
import { command } from '../../http/command.ts';
import { readPriceListImport } from '../../http/replies/price-list-imports.ts';

command(
  priceListImports.undo,
  ({ app, input, caller }) => undoImport(app, input.id, caller),
  ({ app }, id) => readPriceListImport(app, id),
);
