/** What a patient sees when there is no invoice to show: an expired link, no connection, an error. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import {
  ClockAlarmRegular,
  LinkRegular,
  PlugDisconnectedRegular,
  WarningRegular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import type { Problem } from '../../api/problem.ts';
import { Frame, ResultHeading } from './Frame.tsx';
import { FreshLink } from './FreshLink.tsx';
import { useMessages } from './language.ts';
import type { PatientPage } from './place.ts';

const useStyles = makeStyles({
  root: {
    display: 'grid',
    justifyItems: 'center',
    textAlign: 'center',
    gap: tokens.spacingVerticalM,
    padding: '16px 0',
  },
  icon: { color: tokens.colorBrandForeground1, fontSize: '48px', lineHeight: 1, display: 'flex' },
  button: { minHeight: '44px' },
  fine: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

type NoticeProps = {
  icon: ReactNode;
  title: string;
  text: string;
  fine?: string | undefined;
  children?: ReactNode;
};

function Notice({ icon, title, text, fine, children }: NoticeProps) {
  const styles = useStyles();
  return (
    <Frame title={title}>
      <div className={styles.root}>
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
        <ResultHeading>{title}</ResultHeading>
        <p>{text}</p>
        {children}
        {fine && <p className={styles.fine}>{fine}</p>}
      </div>
    </Frame>
  );
}

/** The answer is the same whatever the token is, so it never reveals whether there is an invoice. */
function Expired({ token, text }: { token: string; text: string }) {
  const words = useMessages();
  return (
    <Notice icon={<ClockAlarmRegular />} title={words.expiredTitle} text={text}>
      <FreshLink token={token} />
    </Notice>
  );
}

export function UnknownPage() {
  const words = useMessages();
  return <Notice icon={<WarningRegular />} title={words.unknownTitle} text={words.unknown} />;
}

/** A page that was loaded again without its link. */
export function ForgottenPage() {
  const words = useMessages();
  return <Notice icon={<LinkRegular />} title={words.forgottenTitle} text={words.forgotten} />;
}

/** Whether the server says that a link is not, or no longer, good. */
export const isLinkRefusal = (problem: Problem): boolean =>
  [400, 401, 403, 404, 410].includes(problem.status);

type TroubleProps = {
  problem: Problem;
  token: string;
  page?: PatientPage | 'result';
  /** What a link that has ended says here, other than the page of an invoice. */
  expired?: string;
  onRetry: () => void;
};

export function Trouble({ problem, token, page = 'invoice', expired, onRetry }: TroubleProps) {
  const styles = useStyles();
  const words = useMessages();
  const receipt = page !== 'invoice';
  if (isLinkRefusal(problem)) return <Expired token={token} text={expired ?? words.expired} />;
  const again = (
    <Button className={styles.button} appearance="primary" size="large" onClick={onRetry}>
      {words.tryAgain}
    </Button>
  );
  if (problem.status === 0) {
    return (
      <Notice
        icon={<PlugDisconnectedRegular />}
        title={words.offlineTitle}
        text={receipt ? `${words.offline} ${words.receiptError}` : words.offline}
      >
        {again}
      </Notice>
    );
  }
  return (
    <Notice
      icon={<WarningRegular />}
      title={receipt ? words.receiptErrorTitle : words.errorTitle}
      text={receipt ? words.receiptError : problem.status === 429 ? words.tooMany : words.error}
      fine={problem.request_id && words.requestId(problem.request_id)}
    >
      {again}
    </Notice>
  );
}
