/**
 * `npm run prove:defences`: takes each defence away in a copy of the product, and demands that the attacks it stands
 * against get through, by what they expect and not because something broke. First the whole product must withstand them.
 * `-- --only "one algorithm"` does so for the defences whose names hold the text; `-- --list` names them; `-- --at-once 4` on a large machine.
 */
import { parseArgs } from 'node:util';
import { ROOT } from '../../infra/local/environment.ts';
import { type Copy, copyProduct } from './defences/copy.ts';
import type { Defence } from './defences/defence.ts';
import { build, type Outcome, outcomes } from './defences/run.ts';
import { allDefences, DEFENCES } from './defences/table.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs what the defences are noticed by against the whole product; what fails there proves nothing. */
async function whole(copy: Copy, defences: readonly Defence[]): Promise<Outcome[]> {
  await build(copy.folder);
  const seen: Outcome[] = [];
  for (const project of ['unit', 'integration', 'attacks'] as const) {
    const of = defences.filter((defence) => defence.project === project);
    if (of.length === 0) continue;
    const tests = [...new Set(of.map(({ test }) => test))];
    const names = [...new Set(of.flatMap(({ notices }) => notices))];
    seen.push(...(await outcomes(copy.folder, { project, tests, names })));
  }
  return seen;
}

/** How a test says that it saw something else than it expects, and not that it broke. */
const EXPECTATION = /^(AssertionError|Error: (promise (resolved|rejected)|expected \[Function\]))/;

/** Why the defence is not proven; nothing when every test that must notice did, by what it expects. */
async function unnoticed(
  copy: Copy,
  { edits, project, test, notices }: Defence,
): Promise<string | undefined> {
  const seen = await copy.without(edits, async () => {
    await build(copy.folder);
    return outcomes(copy.folder, { project, tests: [test], names: notices });
  });
  for (const notice of notices) {
    const failed = seen.filter(({ name, passed }) => name.includes(notice) && !passed);
    if (failed.length === 0) return `“${notice}” went on as if nothing were missing`;
    const expected = failed.some(({ said }) => EXPECTATION.test(said));
    if (!expected) return `“${notice}” failed of something else: ${failed[0]?.said.slice(0, 500)}`;
  }
  return undefined;
}

/** Takes the defences in turn, so many at once, each in a copy of its own; how many were missed when they were gone. */
async function each(copies: readonly Copy[], defences: readonly Defence[]): Promise<number> {
  const waiting = [...defences];
  let proven = 0;
  const work = async (copy: Copy): Promise<void> => {
    for (let defence = waiting.shift(); defence !== undefined; defence = waiting.shift()) {
      const why = await unnoticed(copy, defence).catch((error: unknown) => String(error));
      say(why === undefined ? `✓ ${defence.name}` : `✗ ${defence.name}: ${why}`);
      if (why === undefined) proven += 1;
    }
  };
  await Promise.all(copies.map(work));
  return proven;
}

async function prove(defences: readonly Defence[], atOnce: number): Promise<boolean> {
  const copies = Array.from({ length: Math.min(atOnce, defences.length) }, () => copyProduct(ROOT));
  const remove = (): void => {
    for (const copy of copies) copy.remove();
  };
  const stop = (): void => {
    remove();
    process.exit(130);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const seen = await whole(copies[0] as Copy, defences);
    const broken = seen.filter(({ passed }) => !passed);
    for (const { name, said } of broken)
      say(`✗ fails with every defence in its place: ${name}\n  ${said.slice(0, 500)}`);
    if (broken.length > 0) return false;
    say(`${seen.length} attacks are withstood by the whole product.`);
    const proven = await each(copies, defences);
    say(`${proven} of ${defences.length} defences were missed when they were gone.`);
    return proven === defences.length;
  } finally {
    remove();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      list: { type: 'boolean' },
      'at-once': { type: 'string', default: '2' },
    },
  });
  const chosen = allDefences().filter(
    ({ name }) => values.only === undefined || values.only.some((text) => name.includes(text)),
  );
  if (values.list) {
    for (const [group, defences] of Object.entries(DEFENCES)) {
      say(`${group}: ${defences.map(({ name }) => name).join('; ')}.`);
    }
  } else if (chosen.length === 0) {
    say('No defence has such a name; see --list.');
    process.exitCode = 2;
  } else process.exitCode = (await prove(chosen, Number(values['at-once']))) ? 0 : 1;
}
