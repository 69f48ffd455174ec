/** Imports prices from a CSV file: what it would do is shown first, and all of it is done or nothing. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { IMPORT_LIMITS } from '../../../../functions/contracts/price-list-items.ts';
import { priceListApi } from '../../api/price-list.ts';
import { FormDialog } from '../../shared/layout/FormDialog.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { useAction } from '../../shared/queries/use-action.ts';
import { EarlierImports } from './EarlierImports.tsx';
import { FileChoice } from './FileChoice.tsx';
import { ImportPreview, type Preview } from './ImportPreview.tsx';
import { decodedCsv } from './read-file.ts';

const useStyles = makeStyles({
  help: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

const itemsOf = ({ added, changed }: { added: number; changed: number }): string =>
  added + changed === 1 ? '1 item' : `${added + changed} items`;

/** Why a preview cannot be imported. */
function obstacle(preview: Preview | undefined): string | undefined {
  if (!preview) return 'Choose a CSV file first.';
  if (preview.error_count > 0) return 'Correct the file, then choose it again.';
  return preview.added + preview.changed === 0 ? 'The price list says all of this already.' : undefined;
}

/** The file that was chosen, what it would do, and the way to do it. */
function useImport(onDone: () => void) {
  const [csv, setCsv] = useState('');
  const [mistake, setMistake] = useState<string>();
  const preview = useAction({
    act: (text: string) => priceListApi.previewImport({ csv: text }),
    changes: [],
  });
  const imported = useAction({
    act: () => priceListApi.import({ csv }),
    changes: [KEYS.priceList],
    done: (result) => `${itemsOf(result)} ${result.added + result.changed === 1 ? 'was' : 'were'} imported`,
    onDone,
  });
  const choose = async (file: File) => {
    preview.reset();
    imported.reset();
    const text = decodedCsv(await file.arrayBuffer());
    if (text.length > IMPORT_LIMITS.characters)
      return setMistake('This file is too large. Split it and import the parts.');
    setCsv(text);
    setMistake(undefined);
    preview.mutate(text);
  };
  const submit = () => {
    const found = obstacle(preview.data);
    setMistake(found);
    if (!found) imported.mutate();
  };
  return { preview, imported, mistake, choose, submit };
}

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const { preview, imported, mistake, choose, submit } = useImport(onClose);
  const { data } = preview;
  return (
    <FormDialog
      title="Import prices"
      action={data && !obstacle(data) ? `Import ${itemsOf(data)}` : 'Import'}
      busy={preview.isPending || imported.isPending}
      error={imported.error ?? preview.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <FileChoice error={mistake} onChoose={(file) => void choose(file)} />
      {data ? (
        <ImportPreview preview={data} />
      ) : (
        <>
          <p className={styles.help}>
            The first row names the columns: code, name_en, name_es, category, unit, tax_percent, active_from,
            active_to, and price_usd or the like for each currency. Export the price list for a file with all
            of them. Nothing is changed before you have seen the preview.
          </p>
          <EarlierImports />
        </>
      )}
    </FormDialog>
  );
}
