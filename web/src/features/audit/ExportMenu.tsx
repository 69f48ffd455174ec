/** Takes what is filtered away as a file; that it was taken is recorded in the trail. */
import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { withProof } from '../../api/step-up.ts';
import { saveFile } from '../../shared/inputs/save-file.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { fetchExport } from './queries.ts';

export function ExportMenu({ filters }: { filters: Record<string, string | undefined> }) {
  const taken = useAction({
    act: (format: 'csv' | 'ndjson') =>
      withProof(() => saveFile(fetchExport(format, filters), `audit.${format}`)),
    changes: [],
    done: 'The export was saved',
    failed: 'The export was not made',
  });
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton icon={<ArrowDownload20Regular />} disabledFocusable={taken.isPending}>
          Export
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={() => taken.mutate('csv')}>For a spreadsheet (CSV)</MenuItem>
          <MenuItem onClick={() => taken.mutate('ndjson')}>As JSON lines</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
