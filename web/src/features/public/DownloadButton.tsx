/** Saves the invoice or the receipt as a PDF. */
import { Button, type ButtonProps } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { fetchPdf } from '../../api/patient.ts';
import { saveFile } from '../../shared/inputs/save-file.ts';
import { useMessages } from './language.ts';
import type { PatientPage } from './place.ts';

type DownloadButtonProps = Pick<ButtonProps, 'appearance' | 'className' | 'size'> & {
  page: PatientPage;
  token: string;
  number: string;
  /** Another document of the page, such as `superbill`, with its own words. */
  document?: string;
  label?: string;
};

export function DownloadButton({ page, token, number, document, label, ...look }: DownloadButtonProps) {
  const words = useMessages();
  const [state, setState] = useState<'ready' | 'loading' | 'failed'>('ready');
  const download = () => {
    setState('loading');
    saveFile(fetchPdf(page, token, document), `${number}.pdf`).then(
      () => setState('ready'),
      () => setState('failed'),
    );
  };
  return (
    <>
      <Button
        {...look}
        icon={<ArrowDownload20Regular />}
        data-print="hide"
        disabledFocusable={state === 'loading'}
        onClick={download}
      >
        {label ?? words.download}
      </Button>
      {state === 'failed' && (
        <span role="alert" data-print="hide">
          {words.downloadFailed}
        </span>
      )}
    </>
  );
}
