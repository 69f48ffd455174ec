/** The image that migrates holds all that its program needs. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../../tests/support/database.ts';
import { ROOT } from '../local/environment.ts';
import { migrationNames } from '../operate/migration-source.ts';

test('the files that the image copies migrate a database', async () => {
  const image = mkdtempSync(join(tmpdir(), 'image-'));
  onTestFinished(() => rmSync(image, { recursive: true, force: true }));
  const stage =
    readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8')
      .split(/^FROM /m)
      .find((text) => text.includes(' AS migrate')) ?? '';
  for (const [, from = '', to = ''] of stage.matchAll(/^COPY (\S+) (\S+)$/gm))
    cpSync(join(ROOT, from), to === './' ? join(image, from) : join(image, to), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(image, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(image, 'node_modules'));
  const { ownerUrl, drop } = await createDatabase({ migrated: false });
  onTestFinished(drop);
  const [, program = ''] = /^CMD \["node", "(\S+)", "latest"\]$/m.exec(stage) ?? [];
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'latest'], {
    cwd: image,
    env: { PATH: process.env.PATH, DATABASE_OWNER_URL: ownerUrl },
  });
  expect(stdout.trim().split('\n')).toEqual(migrationNames().map((name) => `applied  ${name}`));
});
