/** What operators read of alerts: a subject and a text. It names no person and no amount. */
import { alertWords } from './alert-words.ts';
import type { NoticeKind } from './alerts.ts';
import { escapeHtml } from './messages.ts';

/** An alert as operators get it; `detail` is its reason where that is technical. */
export type AlertNotice = {
  id: string;
  kind: NoticeKind;
  subjectId: string;
  phase: 'opened' | 'resolved';
  since: Date;
  resolvedAt: Date | null;
  detail: string | null;
};
/** What is read of a notice. */
type Notice = Omit<AlertNotice, 'id'>;
type About = { clinic: string; webUrl: string };

/** One message for all notices; the subject names the alert when there is one, and else how many there are. */
export function alertMessage(
  notices: readonly Notice[],
  { clinic, webUrl }: About,
): { subject: string; text: string; html: string } {
  const opened = notices.filter(({ phase }) => phase === 'opened');
  const resolved = notices.filter(({ phase }) => phase === 'resolved');
  const [only] = notices;
  const counts = [
    ...(opened.length > 0 ? [`${opened.length} new ${opened.length === 1 ? 'alert' : 'alerts'}`] : []),
    ...(resolved.length > 0 ? [`${resolved.length} resolved`] : []),
  ].join(', ');
  const subject =
    only && notices.length === 1
      ? `[${clinic}] ${only.phase === 'resolved' ? 'Resolved: ' : ''}${alertWords(only.kind).name}`
      : `[${clinic}] ${counts}`;
  const paragraphs = [
    ...opened.map(openedText),
    ...resolved.map(resolvedText),
    `All alerts, with what each is about: ${webUrl}/staff/attention`,
  ];
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: paragraphs
      .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
      .join('\n'),
  };
}

const openedText = ({ kind, subjectId, since, detail }: Notice): string => {
  const { name, todo } = alertWords(kind);
  return [name, `Since ${instant(since)} · ${subjectId}`, ...(detail === null ? [] : [detail]), todo].join(
    '\n',
  );
};

const resolvedText = ({ kind, subjectId, since, resolvedAt }: Notice): string =>
  [
    `Resolved: ${alertWords(kind).name}`,
    `From ${instant(since)} to ${resolvedAt ? instant(resolvedAt) : 'now'} · ${subjectId}`,
  ].join('\n');

const instant = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
