/** The settings of a server that `npm run setup` made, for the tools: CLINIC_HOME names its folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ServerHome = {
  /** The settings of the app by name. */
  Values: Record<string, string>;
  /** Connects as the owner of the schema. */
  ownerUrl: string;
  answers: { backup_folder?: string; data?: string | undefined };
};

/** What the server's file says; undefined when CLINIC_HOME is not set. Throws when it names no such folder. */
export function serverHome(
  environment: Readonly<Record<string, string | undefined>>,
): ServerHome | undefined {
  const home = environment.CLINIC_HOME;
  if (!home) return undefined;
  const file = join(home, 'settings.json');
  if (!existsSync(file))
    throw new Error(`CLINIC_HOME is ${home}, but ${file} does not exist. Run npm run setup.`);
  return JSON.parse(readFileSync(file, 'utf8')) as ServerHome;
}

/** The address of the schema's owner that the environment or the server's file gives. */
export function ownerUrlOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return environment.DATABASE_OWNER_URL || serverHome(environment)?.ownerUrl;
}
