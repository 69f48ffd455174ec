/** Chooses a CSV file by a button of the portal's own look. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { FormField } from '../../shared/inputs/FormField.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  file: { display: 'none' },
  name: { overflowWrap: 'anywhere', minWidth: 0 },
});

type FileChoiceProps = { error: string | undefined; onChoose: (file: File) => void };

export function FileChoice({ error, onChoose }: FileChoiceProps) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string>();
  return (
    <FormField label="CSV file" error={error}>
      <div className={styles.root}>
        <input
          ref={input}
          className={styles.file}
          type="file"
          accept=".csv,text/csv"
          aria-label="CSV file"
          onChange={({ target }) => {
            const file = target.files?.[0];
            // So that the same file can be chosen again once it was corrected.
            target.value = '';
            if (!file) return;
            setName(file.name);
            onChoose(file);
          }}
        />
        <Button onClick={() => input.current?.click()}>
          {name ? 'Choose another file' : 'Choose a file'}
        </Button>
        {name && (
          <span className={styles.name}>
            <bdi>{name}</bdi>
          </span>
        )}
      </div>
    </FormField>
  );
}
