/** Notices that the npm which launched this process was killed, since no one could stop this one then. */
import { readFileSync } from 'node:fs';

/** Calls `gone` once when npm is no longer there; does nothing for a process that npm did not launch. */
export function watchLauncher(gone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const launcher = grandparentThroughShell(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (launcher === undefined || isAlive(launcher))) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
}

/** npm runs scripts through a shell, which may stay between the two. */
function grandparentThroughShell(parent: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const [, name = '', , grandparent] = /\((.*)\) (\S) (\d+)/.exec(stat) ?? [];
    return /sh$/.test(name) ? Number(grandparent) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
