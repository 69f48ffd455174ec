/** A copy of the product in which a defence can be taken away and put back. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edit } from './defence.ts';

export type Copy = {
  folder: string;
  /** Runs the work while the edits stand. */
  without<T>(edits: readonly Edit[], work: () => Promise<T>): Promise<T>;
  remove(): void;
};

/** Copies what git would commit, with the installed packages beside it. */
export function copyProduct(root: string): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'clinic-defences-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0')) {
    if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  }
  for (const modules of ['node_modules', 'web/node_modules']) {
    if (existsSync(join(root, modules))) symlinkSync(join(root, modules), join(folder, modules));
  }
  return {
    folder,
    async without(edits, work) {
      const before = new Map(edits.map(({ file }) => [file, readFileSync(join(folder, file), 'utf8')]));
      const after = new Map(before);
      for (const edit of edits) after.set(edit.file, edited(after.get(edit.file) ?? '', edit));
      try {
        for (const [file, text] of after) writeFileSync(join(folder, file), text);
        return await work();
      } finally {
        for (const [file, text] of before) writeFileSync(join(folder, file), text);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The text with the edit made. Throws when what is to be replaced does not stand there exactly once. */
export function edited(text: string, { file, text: old, with: fresh }: Edit): string {
  const times = text.split(old).length - 1;
  if (times !== 1) throw new Error(`${file} holds ${times} times, not once: ${old}`);
  return text.replace(old, () => fresh);
}
