/** The steps of a deployment, with the Azure CLI played. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type Deployment, prepareDatabase, publishPortal } from './deploy.ts';

const OUTPUTS = {
  AZURE_RESOURCE_GROUP: 'rg-clinic',
  MIGRATE_REGISTRY: 'crclinic',
  MIGRATE_JOB: 'migrate-1',
  PORTAL_STORAGE: 'webclinic',
  WEB_URL: 'https://billing.example',
};

/** Each status of the job is seen once. */
function played(statuses: string[] = [], environment: Record<string, string> = OUTPUTS) {
  const calls: string[] = [];
  const said: string[] = [];
  const deployment: Deployment = {
    environment,
    say: (line) => said.push(line),
    pause: () => Promise.resolve(),
    az: (args) => {
      calls.push(args.join(' '));
      const command = args.slice(0, 4).join(' ');
      if (command.startsWith('containerapp job start')) return Promise.resolve('migrate-1-abc\n');
      if (command === 'containerapp job execution show') return Promise.resolve(`${statuses.shift()}\n`);
      return Promise.resolve('');
    },
  };
  return { deployment, calls, said };
}

test('the database is prepared by the job before anything is published', async () => {
  const { deployment, calls, said } = played(['Running', 'Running', 'Succeeded']);
  await prepareDatabase(deployment, '20261127');
  expect(calls.slice(0, 3)).toEqual([
    'acr build --registry crclinic --image migrate:20261127 --file infra/docker/Dockerfile --target migrate .',
    'containerapp job update --name migrate-1 --resource-group rg-clinic --image crclinic.azurecr.io/migrate:20261127',
    'containerapp job start --name migrate-1 --resource-group rg-clinic --query name --output tsv',
  ]);
  expect(calls).toHaveLength(6);
  expect(said.at(-1)).toBe('The database is ready for the new version.');
});

test.each([['Failed'], ['Degraded'], ['Stopped']])(
  'a job that ends as %s ends the deployment',
  async (status) => {
    const { deployment } = played(['Running', status]);
    await expect(prepareDatabase(deployment, '1')).rejects.toThrow(
      /nothing is published.*job logs show --name migrate-1 --resource-group rg-clinic .*--execution migrate-1-abc/,
    );
  },
);

test('an output that is missing is named before anything is done', async () => {
  const { deployment, calls } = played([], {});
  await expect(prepareDatabase(deployment, '1')).rejects.toThrow('MIGRATE_REGISTRY is not set');
  await expect(publishPortal(deployment)).rejects.toThrow('PORTAL_STORAGE is not set');
  expect(calls).toEqual([]);
});

test('the portal’s pages come last, and each file says how long it is kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'assets'));
  for (const name of ['index.html', 'patient.html', 'icon.svg', 'assets/a.js'])
    writeFileSync(join(folder, name), '');
  const { deployment, calls, said } = played();
  await publishPortal(deployment, folder);
  const uploads = calls.map((call) => /upload-batch|--name \S+|service-properties/.exec(call)?.[0]);
  expect(uploads).toEqual([
    'service-properties',
    'upload-batch',
    ...['icon.svg', 'index.html', 'patient.html'].map((name) => `--name ${name}`),
  ]);
  expect(calls[1]).toContain('--content-cache-control public, max-age=31536000, immutable');
  expect(calls.filter((call) => call.includes('--content-cache-control no-store'))).toHaveLength(2);
  expect(calls.every((call) => !call.startsWith('storage') || call.includes('--auth-mode login'))).toBe(true);
  expect(said).toEqual(['The portal is published: https://billing.example']);
});

test('azd packages, prepares the database, publishes the app and then the portal', () => {
  const project = parse(readFileSync(new URL('../../azure.yaml', import.meta.url), 'utf8')) as {
    infra: object;
    services: Record<string, object>;
    hooks: Record<string, { run: string }>;
  };
  expect(project.infra).toEqual({ provider: 'bicep', path: 'infra/azure', module: 'main' });
  expect(project.services.api).toEqual({
    project: 'dist/package',
    language: 'js',
    host: 'function',
    remoteBuild: false,
  });
  expect(project.hooks.prepackage?.run).toContain('npm run package');
  expect(project.hooks.predeploy?.run).toBe('node infra/azure/deploy.ts database');
  expect(project.hooks.postdeploy?.run).toBe('node infra/azure/deploy.ts portal');
});
