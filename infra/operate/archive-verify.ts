/** `npm run archive:verify`: reads every bundle of the archive back and checks its signature, its bytes and what is inside. */
import { verifyArchives } from '../../functions/capabilities/archives/verify-all.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { say, withApp } from './tool-app.ts';

await withApp(async (app) => {
  let failed = 0;
  const checked = await verifyArchives(app, bySystem('archive-verify'), (archive, code) => {
    failed++;
    say(`✗ ${archive.invoiceNumber}: ${code.replaceAll('_', ' ')} (${archive.blob})`);
  });
  say(`${checked - failed} of ${checked} bundles are whole.`);
  if (failed > 0) {
    say('Bring them back from a backup: npm run restore puts bundles that are missing where they were.');
    process.exitCode = 1;
  }
});
