/** Earlier versions of the program, from the project's own history. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../infra/local/environment.ts';

export type Program = { revision: string; folder: string; newestMigration: string };

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/**
 * The versions from which the proof upgrades, the oldest first: the last one whose database lacked the newest migration,
 * and the commit before this one. Throws where there is no history.
 */
export function earlierRevisions(from: string | undefined): string[] {
  if (from !== undefined) return [git('rev-parse', '--short', `${from}^{commit}`)];
  const newest = git('log', '-1', '--diff-filter=A', '--format=%h', '--', 'migrations');
  const candidates = [`${newest}~1`, 'HEAD~1'].flatMap((name) => {
    try {
      git('cat-file', '-e', `${name}:infra/server/upgrade.ts`);
      return [git('rev-parse', '--short', name)];
    } catch {
      return [];
    }
  });
  if (candidates.length === 0)
    throw new Error(
      'There is no earlier commit to upgrade from: clone with history, or name one with --from.',
    );
  return [...new Set(candidates)];
}

/** Writes the files of a commit into a new folder. Its packages are these, or its own when its lock file differs. */
export function programOf(revision: string, parent: string): Program {
  const folder = join(parent, `program-${revision}`);
  mkdirSync(folder, { recursive: true });
  const archive = join(parent, `${revision}.tar`);
  git('archive', '--output', archive, revision);
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  rmSync(archive);
  const lock = (root: string): string => readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (lock(folder) === lock(ROOT)) symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  else execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore' });
  if (!existsSync(join(folder, 'node_modules'))) throw new Error(`${revision} has no packages.`);
  const newestMigration = readdirSync(join(folder, 'migrations')).sort().at(-1) ?? '';
  return { revision, folder, newestMigration };
}
