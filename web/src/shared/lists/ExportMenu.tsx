/** Saves what a list shows as a file; the server records that it was taken. */
import { Button } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { lazy, Suspense, useState } from 'react';
import { withProof } from '../../api/step-up.ts';
import { session, useSignedIn } from '../../session/current.ts';
import { saveFile } from '../inputs/save-file.ts';
import { useAction } from '../queries/use-action.ts';
import type { ExportChoice, ExportChoicesProps } from './ExportChoices.tsx';

const ExportChoices = lazy(async () => ({ default: (await import('./ExportChoices.tsx')).ExportChoices }));

function fetchExport({ path, filters }: ExportChoice): Promise<Response> {
  const given = Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return session.send(`/api/v1/${path}?${new URLSearchParams(given)}`, { method: 'GET' });
}

/** A button, or a menu where there are several files to choose from. */
export function ExportMenu({ choices }: { choices: readonly ExportChoice[] }) {
  const taken = useAction({
    act: (choice: ExportChoice) => withProof(() => saveFile(fetchExport(choice), choice.file)),
    changes: [],
    done: 'The export was saved',
    failed: 'The export was not made',
  });
  const busy = taken.isPending;
  const label = busy ? 'Exporting…' : 'Export';
  const [only, ...others] = choices;
  if (!only) return null;
  if (others.length === 0) {
    return (
      <Button
        icon={<ArrowDownload20Regular />}
        disabledFocusable={busy}
        onClick={() => !busy && taken.mutate(only)}
      >
        {label}
      </Button>
    );
  }
  return <SeveralFiles choices={choices} busy={busy} label={label} onChoose={taken.mutate} />;
}

/** The menu is loaded when it is first asked for, and opens then. */
function SeveralFiles(props: ExportChoicesProps) {
  const [asked, setAsked] = useState(false);
  const button = (
    <Button
      icon={<ArrowDownload20Regular />}
      disabledFocusable={props.busy}
      aria-haspopup="menu"
      onClick={() => setAsked(true)}
    >
      {props.label}
    </Button>
  );
  return asked ? (
    <Suspense fallback={button}>
      <ExportChoices {...props} />
    </Suspense>
  ) : (
    button
  );
}

/** The same for lists that go into a spreadsheet; nothing for those who may not export. */
export function ListExport({ lists }: { lists: readonly Omit<ExportChoice, 'file'>[] }) {
  const { can } = useSignedIn();
  if (!can('lists.export')) return null;
  return (
    <ExportMenu
      choices={lists.map((list) => ({ ...list, path: `exports/${list.path}`, file: `${list.label}.csv` }))}
    />
  );
}
