/** What a server uses beside its database: storage, mail, texts, Stripe, and the backups of its folder. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { MANIFEST } from '../../../functions/edges/postgres/dump.ts';
import { requireMail, requireTwilio } from '../../server/probes.ts';
import { SEALED_SETTINGS } from '../../server/recovery.ts';
import { bad, type Finding, findingsOf, ok, warn } from '../finding.ts';
import { checkStripe } from '../stripe/check.ts';
import { webhookUrl } from '../stripe/endpoint.ts';
import { backupsOf, type Server } from './files.ts';

const NAME = 'clinic-doctor';
const TRIES = { retryOptions: { maxTries: 2, tryTimeoutInMs: 10_000 } };
const BACKUP_HOURS = 26;

/** A blob is written, read, leased and removed; a message is queued and taken. */
export const storageFindings = ({ settings }: Server): Promise<Finding[]> =>
  findingsOf('Storage', async () => {
    const connection = settings.Values.AzureWebJobsStorage ?? '';
    const id = randomUUID();
    try {
      const container = BlobServiceClient.fromConnectionString(connection, TRIES).getContainerClient(NAME);
      await container.createIfNotExists();
      const blob = container.getBlockBlobClient(id);
      await blob.upload(id, id.length);
      if ((await blob.downloadToBuffer()).toString() !== id)
        return bad('Storage: what was written is not read back.');
      const lease = blob.getBlobLeaseClient();
      await lease.acquireLease(15);
      await lease.releaseLease();
      await blob.delete();
      const queue = QueueServiceClient.fromConnectionString(connection, TRIES).getQueueClient(NAME);
      await queue.createIfNotExists();
      await queue.sendMessage(id);
      const { receivedMessageItems: taken } = await queue.receiveMessages({ numberOfMessages: 1 });
      for (const { messageId, popReceipt } of taken) await queue.deleteMessage(messageId, popReceipt);
      if (taken.length === 0) return bad('Storage: a message that was queued does not come out.');
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      return bad(
        `Storage: it does not work (${code ?? message}). Is the server running, and its storage reachable?`,
      );
    }
    return ok('Storage: written, read, leased and removed; a queue gives back what it got');
  });

export const mailFindings = ({ settings }: Server): Promise<Finding[]> =>
  findingsOf('Mail', async () => {
    await requireMail({ ...settings.answers, mail_test_to: undefined });
    return ok('Mail: the server accepts the sign-in');
  });

export const textFindings = ({ settings }: Server): Promise<Finding[]> =>
  findingsOf('Texts', async () => {
    if (settings.answers.twilio_account_sid === undefined) return ok('Texts: none are sent');
    await requireTwilio(settings.answers);
    return ok('Texts: Twilio accepts the account');
  });

/** Looks only: nothing at Stripe is changed, and no event is sent. */
export async function stripeFindings({ settings }: Server): Promise<Finding[]> {
  const { Values, answers } = settings;
  const url = webhookUrl(Values, `http://127.0.0.1:${answers.api_port}`);
  const found: Finding[] = [];
  const look = { values: Values, url, mayChange: false, replace: false, sendsEvent: false, store: undefined };
  await checkStripe(look, (finding) => found.push(finding));
  return found.map(({ verdict, text }) => ({ verdict, text: `Stripe: ${text}` }));
}

/** The newest whole backup of the folder, and whether it can make a server of an empty machine. */
export function backupFindings({ settings }: Server, now = new Date()): Finding[] {
  const folder = settings.answers.backup_folder;
  if (folder === undefined) return [ok('Backups: in storage alone; see the alerts for their age')];
  const newest = backupsOf(folder)
    .filter((each) => existsSync(join(each, MANIFEST)))
    .at(-1);
  if (newest === undefined) return [warn('Backups: none yet. Run npm run backup while the server runs.')];
  const at = basename(newest).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const hours = (now.getTime() - new Date(at).getTime()) / 3_600_000;
  const age =
    hours <= BACKUP_HOURS
      ? ok(`Backups: the newest is ${hours.toFixed(1)} hours old`)
      : bad(
          `Backups: the newest is ${hours.toFixed(0)} hours old. Look at logs/backup.log, and run npm run backup.`,
        );
  const sealed = existsSync(join(newest, SEALED_SETTINGS))
    ? ok('Backups: the newest carries the settings, sealed with the recovery code')
    : warn(
        'Backups: the newest carries no settings: keep a copy of settings.json, or run npm run setup for a code.',
      );
  return [age, sealed];
}
