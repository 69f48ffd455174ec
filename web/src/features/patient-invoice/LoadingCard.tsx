/** Grey shapes where the invoice will be. */
import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import { Frame } from './Frame.tsx';
import { useMessages } from './language.ts';

const useStyles = makeStyles({ root: { display: 'grid', gap: tokens.spacingVerticalL } });

export function LoadingCard() {
  const styles = useStyles();
  const words = useMessages();
  return (
    <Frame title={words.loading}>
      <div role="status" aria-busy="true" aria-label={words.loading}>
        <Skeleton className={styles.root} aria-hidden="true">
          <SkeletonItem size={36} />
          <SkeletonItem size={96} />
          <SkeletonItem size={48} />
          <SkeletonItem size={32} />
          <SkeletonItem size={32} />
        </Skeleton>
      </div>
    </Frame>
  );
}
