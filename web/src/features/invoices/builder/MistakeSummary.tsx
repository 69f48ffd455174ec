/** All that must be put right, each leading to its field. */
import { Link, MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components';
import type { Mistake } from './form.ts';

const useStyles = makeStyles({ list: { listStyleType: 'disc', paddingInlineStart: '20px' } });

type MistakeSummaryProps = { mistakes: readonly Mistake[]; onGo: (mistake: Mistake) => void };

export function MistakeSummary({ mistakes, onGo }: MistakeSummaryProps) {
  const styles = useStyles();
  if (mistakes.length < 2) return null;
  return (
    <MessageBar intent="error" politeness="assertive" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Please correct {mistakes.length} fields</MessageBarTitle>
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
      </MessageBarBody>
    </MessageBar>
  );
}
