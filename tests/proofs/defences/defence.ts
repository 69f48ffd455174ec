/** One defence of the product: how it is taken away in a copy, and which attacks must then get through. */

export type Edit = {
  /** From the root of the product. */
  file: string;
  /** Stands there exactly once; when it does not, the table is stale, and that is an error. */
  text: string;
  with: string;
};

export type Defence = {
  /** A few words, for `--only` and the report. */
  name: string;
  edits: readonly Edit[];
  project: 'unit' | 'integration' | 'attacks';
  /** The file of tests, and parts of the names of those that must fail by what they expect. */
  test: string;
  notices: readonly string[];
};

const entry =
  (project: Defence['project'], folder: string, ending: string) =>
  (
    name: string,
    test: string,
    notices: string | readonly string[],
    ...edits: readonly EditLine[]
  ): Defence => ({
    name,
    edits: edits.map(([file, text, replacement]) => ({ file, text, with: replacement })),
    project,
    test: `${folder}${test}${ending}`,
    notices: [notices].flat(),
  });

export type EditLine = readonly [file: string, text: string, replacement: string];

/** Noticed by an attack on a started clinic. */
export const attacked = entry('attacks', 'tests/security/', '.attack.test.ts');
/** Noticed by a test against the real database, with the clinic in the test's own process. */
export const integrated = entry('integration', 'tests/', '.int.test.ts');
/** Noticed by a test of a server that was set up, in processes of its own. */
export const served = entry('integration', 'infra/server/', '.int.test.ts');
/** Noticed by a test of one file. */
export const unit = entry('unit', '', '.test.ts');
