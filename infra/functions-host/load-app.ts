/** Loads the app's entry files and runs its appStart hooks, in the order of the Functions Node worker. */
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type App, runHooks } from './core-module.ts';
import { readJsonFile } from './host-config.ts';
import { messageOf } from './logging.ts';

/** The capabilities that the Node worker reports to the library. */
const CAPABILITIES = [
  'RawHttpBodyBytes',
  'RpcHttpTriggerMetadataRemoved',
  'RpcHttpBodyOnly',
  'IgnoreEmptyValuedRpcHttpHeaders',
  'UseNullableValueDictionaryForHttp',
  'WorkerStatus',
  'TypedDataCollection',
  'HandlesWorkerTerminateMessage',
];

/**
 * Imports every file that package.json's `main` (a glob) matches, runs the appStart hooks and closes registration.
 * Whatever an entry file or hook throws ends the start, with its message.
 */
export async function loadApp(app: App, appDirectory: string): Promise<void> {
  const main = readJsonFile(join(appDirectory, 'package.json'))?.main;
  const pattern = typeof main === 'string' ? main : 'index.js';
  const files = globSync(pattern, { cwd: appDirectory }).sort();
  if (files.length === 0)
    throw new Error(`No file matches package.json "main" (${pattern}): is the app built?`);
  for (const file of files) await loadEntry(join(appDirectory, file), appDirectory);

  await explained('appStart hook', () =>
    runHooks(app, 'appStart', {
      hookData: app.appOnlyHookData,
      appHookData: app.appHookData,
      functionAppDirectory: appDirectory,
    }),
  );
  const defaults = Object.fromEntries(CAPABILITIES.map((name) => [name, 'true']));
  // Asking for the capabilities also closes the library's `app.setup()`.
  const capabilities = await app.model?.getCapabilities(defaults);
  if (capabilities?.HttpUri !== undefined) {
    throw new Error(
      'enableHttpStream is not supported: a handler that throws would leave its client waiting.',
    );
  }
  app.locked = true;
}

async function loadEntry(path: string, appDirectory: string): Promise<void> {
  await explained(relative(appDirectory, path), async () => {
    if (path.endsWith('.cjs')) createRequire(path)(path);
    else await import(pathToFileURL(path).href);
  });
}

/** Turns a failure into one line: a deliberate message says enough, a mistake in the code is found by its place. */
async function explained(place: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    const deliberate = error instanceof Error && error.name === 'Error' && !('code' in error);
    throw new Error(`${deliberate ? '' : `${place}: `}${messageOf(error)}`, { cause: error });
  }
}
