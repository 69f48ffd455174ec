/** The sum of all that a list’s filter matches, beyond the page that is shown: at once or when it is asked for. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import type { SumTextProps } from './SumText.tsx';

const SumText = lazy(async () => ({ default: (await import('./SumText.tsx')).SumText }));

const useStyles = makeStyles({
  root: { minHeight: '32px', marginTop: tokens.spacingVerticalM },
});

/** `known`: the server has a running total of it. Another filter is asked for anew. */
export function ListSum({ known = false, ...sum }: SumTextProps & { known?: boolean }) {
  const styles = useStyles();
  const key = JSON.stringify(sum.filters);
  const [asked, setAsked] = useState<string>();
  return (
    <div className={styles.root} role="status">
      {known || asked === key ? (
        <Suspense fallback="Adding up…">
          <SumText {...sum} />
        </Suspense>
      ) : (
        <Button size="small" data-print="hide" onClick={() => setAsked(key)}>
          Show sum
        </Button>
      )}
    </div>
  );
}
