/** How the patient is notified: by e-mail, by text message, where there is an address for it. */
import { Checkbox, makeStyles } from '@fluentui/react-components';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { AppLink } from '../layout/links.tsx';
import { Notice } from '../layout/Notice.tsx';
import { type Channel, channelsOf, type ReachablePatient } from '../text/reachable.ts';

const useStyles = makeStyles({
  root: { display: 'grid', border: 'none', padding: 0, margin: 0 },
  legend: { padding: 0 },
});

type ChannelsProps = {
  /** What the choice is about. */
  legend: string;
  /** What to do when the patient has no address: the beginning of a sentence. */
  instead: string;
  patient: ReachablePatient | undefined;
  chosen: readonly Channel[];
  onChange: (chosen: Channel[]) => void;
};

export function Channels({ legend, instead, patient, chosen, onChange }: ChannelsProps) {
  const styles = useStyles();
  if (!patient) return <p>Looking up how to reach the patient…</p>;
  const possible = channelsOf(patient);
  if (possible.length === 0) {
    return (
      <Notice intent="warning" title="There is no e-mail or phone on file, so nothing can be sent.">
        {instead}, or <AppLink to={`/staff/patients/${patient.id}?edit=yes`}>add an address</AppLink>.
      </Notice>
    );
  }
  const words: Record<Channel, string> = {
    email: `By e-mail to ${isolate(patient.email ?? '')}`,
    sms: `By text message to ${isolate(patient.phone ?? '')}`,
  };
  return (
    <fieldset className={styles.root}>
      <legend className={styles.legend}>{legend}</legend>
      {possible.map((channel) => (
        <Checkbox
          key={channel}
          label={words[channel]}
          checked={chosen.includes(channel)}
          onChange={(_, { checked }) =>
            onChange(
              possible.filter((other) => (other === channel ? checked === true : chosen.includes(other))),
            )
          }
        />
      ))}
    </fieldset>
  );
}
