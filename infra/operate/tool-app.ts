/** The app itself, for a tool that does by hand what a timer does: the same code, on the system that runs here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../../functions/app.ts';
import { readConfig } from '../../functions/config.ts';
import { chosenSettings, defaultDirectory, exampleSettings } from '../local/environment.ts';
import type { Run } from '../local/run.ts';
import { loadSettings, settingsFile } from '../local/settings.ts';
import { runningSystem } from './running-system.ts';

export type ToolApp = ReturnType<typeof createApp>;

/** The settings of the system that runs here, or that the environment names. */
export function toolSettings(): Record<string, string> {
  const { database, storage, directory } = runningSystem();
  // An account that is entered by identity stands in the settings already.
  const connection = typeof storage === 'string' ? storage : '';
  return { ...settingsOf(directory), DATABASE_URL: database, AzureWebJobsStorage: connection };
}

/** The settings that are known without anything that runs: the example's, this folder's, then the environment's. */
export function settingsOf(directory = defaultDirectory()): Record<string, string> {
  const runFile = join(directory, 'run.json');
  const run = existsSync(runFile) ? (JSON.parse(readFileSync(runFile, 'utf8')) as Run) : undefined;
  return {
    ...exampleSettings(),
    ...(existsSync(settingsFile(directory)) ? loadSettings(directory).secrets : {}),
    ...(run && {
      AzureWebJobsStorage: run.storageConnection,
      WEB_URL: run.web,
      STRIPE_API_BASE: run.stripe,
      SMTP_URL: run.smtp,
      TWILIO_API_BASE: run.inbox,
      TWILIO_FROM: '+15550100000',
    }),
    ...chosenSettings(process.env),
    LOG_FILE: '',
    LOG_LEVEL: 'warn',
  };
}

/** Runs the work with the app and closes it. A failure is one line, and the exit code says so. */
export async function withApp(work: (app: ToolApp) => Promise<void>): Promise<void> {
  try {
    const app = createApp(readConfig(toolSettings()));
    try {
      await work(app);
    } finally {
      await app.close();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** One line for a person. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
