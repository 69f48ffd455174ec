/** Saves what a list shows as a file; the server records that it was taken. */
import {
  Button,
  Menu,
  MenuButton,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { withProof } from '../../api/step-up.ts';
import { session, useSignedIn } from '../../session/current.ts';
import { saveFile } from '../inputs/save-file.ts';
import { useAction } from '../queries/use-action.ts';

export type ExportChoice = {
  label: string;
  /** Under `/api/v1/`. */
  path: string;
  /** Those of the screen; what is undefined is left out. */
  filters: Readonly<Record<string, string | undefined>>;
  /** What the file is called when the server gives it no name. */
  file: string;
};

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
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton icon={<ArrowDownload20Regular />} disabledFocusable={busy}>
          {label}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {choices.map((choice) => (
            <MenuItem key={choice.label} onClick={() => taken.mutate(choice)}>
              {choice.label}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
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
