/** POST /api/v1/saved-views */
import { saveView } from '../../capabilities/saved-views/create.ts';
import { ownView } from '../../capabilities/saved-views/remove.ts';
import { savedViews } from '../../contracts/saved-views.ts';
import { command } from '../../http/command.ts';

command(
  savedViews.create,
  ({ app, input, caller }) => saveView(app, input, caller),
  ({ app, caller }, id) => ownView(app.db.read, id, caller),
);
