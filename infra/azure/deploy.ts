/**
 * The steps of a deployment that are not resources: `deploy.ts database` prepares the database by a job with an identity of
 * its own, `deploy.ts portal` publishes the portal's files. azure.yaml runs them around the app; both need the Azure CLI,
 * signed in, and the outputs of main.bicep in the environment, as azd gives them.
 */
import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../local/environment.ts';
import { cacheControl, IMMUTABLE } from '../local/web/headers.ts';

export type Deployment = {
  /** Runs the Azure CLI and gives its output. */
  az(args: readonly string[]): Promise<string>;
  environment: Readonly<Record<string, string | undefined>>;
  say(line: string): void;
  /** Between two looks at the job. */
  pause(): Promise<unknown>;
};

const POLLS = 360;
const PORTAL = join(ROOT, 'web/dist');

function output({ environment }: Deployment, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`${name} is not set: it is an output of infra/azure/main.bicep.`);
  return value;
}

/** Builds the image, starts the job and waits. Throws when it did not succeed; the old version then stays. */
export async function prepareDatabase(deployment: Deployment, tag: string): Promise<void> {
  const { az, say } = deployment;
  const registry = output(deployment, 'MIGRATE_REGISTRY');
  const job = [
    '--name',
    output(deployment, 'MIGRATE_JOB'),
    '--resource-group',
    output(deployment, 'AZURE_RESOURCE_GROUP'),
  ];
  const image = `migrate:${tag}`;
  const dockerfile = ['--file', 'infra/docker/Dockerfile', '--target', 'migrate'];
  await az(['acr', 'build', '--registry', registry, '--image', image, ...dockerfile, '.']);
  await az(['containerapp', 'job', 'update', ...job, '--image', `${registry}.azurecr.io/${image}`]);
  const started = ['containerapp', 'job', 'start', ...job, '--query', 'name', '--output', 'tsv'];
  const execution = (await az(started)).trim();
  say(`The database is prepared by ${execution} …`);
  const show = ['containerapp', 'job', 'execution', 'show', ...job, '--job-execution-name', execution];
  for (let poll = 0; poll < POLLS; poll++) {
    const status = (await az([...show, '--query', 'properties.status', '--output', 'tsv'])).trim();
    if (status === 'Succeeded') return say('The database is ready for the new version.');
    if (/^(Failed|Degraded|Stopped)$/.test(status)) break;
    await deployment.pause();
  }
  throw new Error(
    `The database was not prepared, and nothing is published. Its log: az containerapp job logs show ${job.join(' ')} --container migrate --execution ${execution}`,
  );
}

/** Publishes assets first and pages last, so that no page names a file that is not there yet. */
export async function publishPortal(deployment: Deployment, folder = PORTAL): Promise<void> {
  const { az, say } = deployment;
  const account = ['--account-name', output(deployment, 'PORTAL_STORAGE'), '--auth-mode', 'login'];
  const container = '$web';
  const website = ['--static-website', 'true', '--index-document', 'index.html'];
  await az(['storage', 'blob', 'service-properties', 'update', ...account, ...website]);
  const assets = [
    '--source',
    join(folder, 'assets'),
    '--destination',
    container,
    '--destination-path',
    'assets',
  ];
  const kept = ['--overwrite', '--content-cache-control', IMMUTABLE];
  await az(['storage', 'blob', 'upload-batch', ...account, ...assets, ...kept]);
  for (const name of pagesLast(folder)) {
    const file = ['--file', join(folder, name), '--container-name', container, '--name', name, '--overwrite'];
    await az([
      'storage',
      'blob',
      'upload',
      ...account,
      ...file,
      '--content-cache-control',
      cacheControl(`/${name}`),
    ]);
  }
  say(`The portal is published: ${output(deployment, 'WEB_URL')}`);
}

function pagesLast(folder: string): string[] {
  const isPage = (name: string): boolean => name.endsWith('.html');
  return globSync('**/*', { cwd: folder })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !name.startsWith('assets') && statSync(join(folder, name)).isFile())
    .sort((a, b) => Number(isPage(a)) - Number(isPage(b)) || a.localeCompare(b));
}

const deployment: Deployment = {
  az: async (args) =>
    (
      await promisify(execFile)('az', [...args], {
        cwd: ROOT,
        maxBuffer: 2 ** 26,
        shell: process.platform === 'win32',
      })
    ).stdout,
  environment: process.env,
  say: (line) => process.stdout.write(`${line}\n`),
  pause: () => delay(10_000),
};

if (import.meta.main) {
  const [step] = process.argv.slice(2);
  const tag = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  try {
    if (step === 'database') await prepareDatabase(deployment, tag);
    else if (step === 'portal') await publishPortal(deployment);
    else throw new Error('Name a step: database or portal.');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
