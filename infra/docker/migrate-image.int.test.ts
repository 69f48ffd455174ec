/** The image that migrates holds all that its program needs. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../local/environment.ts';
import { startCluster } from '../local/postgres/cluster.ts';
import { migrationNames } from '../operate/migration-source.ts';
import { choosePorts } from '../processes/ports.ts';

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
  const [, program = ''] = /^CMD \["node", "(\S+)"\]$/m.exec(stage) ?? [];
  const password = 'root-password';
  const { port } = await choosePorts({ port: 0 });
  const cluster = await startCluster({
    folder: join(image, 'cluster'),
    port,
    password,
    durable: false,
  });
  onTestFinished(() => cluster.stop());
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    cwd: image,
    env: {
      PATH: process.env.PATH,
      DATABASE_ADMIN_URL: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      CLINIC_OWNER_PASSWORD: 'owner-password',
      CLINIC_APP_PASSWORD: 'app-password',
    },
  });
  const steps = stdout.split('\n').filter((line) => line.startsWith('applied'));
  expect(steps).toEqual(migrationNames().map((name) => `applied  ${name}`));
});
