/** All that must be corrected when it is more than one field, each leading to it. */
import { Link, makeStyles } from '@fluentui/react-components';
import { Notice } from '../../../shared/layout/Notice.tsx';
import type { Mistake } from './steps.ts';

const useStyles = makeStyles({ list: { listStyleType: 'disc', paddingInlineStart: '20px' } });

type MistakeSummaryProps = { mistakes: readonly Mistake[]; onGo: (mistake: Mistake) => void };

export function MistakeSummary({ mistakes, onGo }: MistakeSummaryProps) {
  const styles = useStyles();
  return (
    <Notice intent="error">
      <strong>Please correct {mistakes.length} fields</strong>
      <ul className={styles.list}>
        {mistakes.map((mistake) => (
          <li key={`${mistake.path} ${mistake.message}`}>
            <Link as="button" onClick={() => onGo(mistake)}>
              {mistake.where}
              {mistake.message}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
