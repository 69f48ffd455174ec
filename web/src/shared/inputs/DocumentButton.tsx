/** Saves a document of the clinic as a PDF. */
import { Button, type ButtonProps } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { session } from '../../session/current.ts';
import { useAction } from '../queries/use-action.ts';
import { saveFile } from './save-file.ts';

type DocumentButtonProps = Pick<ButtonProps, 'appearance' | 'size' | 'aria-label'> & {
  /** Below `/api/v1`. */
  path: string;
  label: string;
};

/** The filters of the page as the end of an address; empty when there are none. */
export function searchOf(filters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

export function DocumentButton({ path, label, ...look }: DocumentButtonProps) {
  const saved = useAction({
    act: () => saveFile(session.send(`/api/v1${path}`, { method: 'GET' }), 'document.pdf'),
    changes: [],
    failed: 'The PDF was not saved',
  });
  return (
    <Button
      {...look}
      icon={<ArrowDownload20Regular />}
      data-print="hide"
      disabledFocusable={saved.isPending}
      onClick={() => saved.mutate(undefined)}
    >
      {label}
    </Button>
  );
}
