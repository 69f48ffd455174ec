/** The processes of the attacked clinic, as the kernel of this machine sees them. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Run } from '../../../infra/local/run.ts';

/** The process behind an entry point, found by what it was started with. */
export function pidOf(run: Run, entryPoint: 'api' | 'web'): number {
  const wanted = [
    entryPoint === 'api' ? 'processes/functions-host.ts' : 'web/main.ts',
    `\0${new URL(run[entryPoint]).port}\0`,
  ];
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return wanted.every((part) => command.includes(part));
    } catch {
      return false;
    }
  });
  return Number(found);
}

/** The bytes of memory that a process has in use. */
export const memoryOf = (pid: number): number =>
  1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** The work that a process has done so far, in the kernel's ticks; unlike time, others on the machine do not change it. */
export function workOf(pid: number): number {
  const [, numbers = ''] = /\) (.*)$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').trim()) ?? [];
  const [userTicks, systemTicks] = numbers.split(' ').slice(11, 13).map(Number);
  return (userTicks ?? 0) + (systemTicks ?? 0);
}
