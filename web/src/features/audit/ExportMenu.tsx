/** Takes what is filtered away as a file; that it was taken is recorded in the trail. */
import { Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { withProof } from '../../api/step-up.ts';
import { saveFile } from '../../shared/inputs/save-file.ts';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { fetchExport } from './queries.ts';

export function ExportMenu({ filters }: { filters: Record<string, string | undefined> }) {
  const toasts = useToasts();
  const taken = useMutation({
    mutationFn: (format: 'csv' | 'ndjson') =>
      withProof(() => saveFile(fetchExport(format, filters), `audit.${format}`)),
    onSuccess: () => toasts.success('The export was saved'),
    onError: (error) => toasts.error('The export was not made', error),
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
