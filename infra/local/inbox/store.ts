/** The messages that arrived, newest first, kept in one file so that a restart shows them again. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** More than any demo sends; the oldest are forgotten first. */
const KEPT = 2_000;

export type Message = {
  id: string;
  kind: 'email' | 'sms';
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  attachments: { filename: string; content_type: string; size: number }[];
  message_id: string | null;
  /** Where the sender wants the delivery of a text message reported. */
  status_callback: string | null;
  received_at: string;
};

export type Store = {
  add(message: Omit<Message, 'id' | 'received_at'>): Message;
  /** Newest first; only those to that address or number when one is given. */
  list(to?: string): Message[];
  get(id: string): Message | undefined;
  clear(): void;
};

/** Opens the store in a folder, made when missing; `onAdded` is called for each new message. */
export function openStore(folder: string, onAdded: (message: Message) => void = () => undefined): Store {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'messages.jsonl');
  let messages = readMessages(file);

  const rewrite = (): void => {
    writeFileSync(`${file}.new`, messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
    renameSync(`${file}.new`, file);
  };
  return {
    add: (received) => {
      // A copy of what is there: mailboxes show one message per Message-ID.
      const known =
        received.message_id !== null && messages.find((each) => each.message_id === received.message_id);
      if (known) return known;
      const message = { ...received, id: randomUUID(), received_at: new Date().toISOString() };
      messages.push(message);
      appendFileSync(file, `${JSON.stringify(message)}\n`);
      if (messages.length > KEPT * 1.1) {
        messages = messages.slice(-KEPT);
        rewrite();
      }
      onAdded(message);
      return message;
    },
    list: (to) => {
      const wanted = to?.trim().toLowerCase();
      const found =
        wanted === undefined || wanted === ''
          ? messages
          : messages.filter((message) => message.to.some((address) => address.toLowerCase() === wanted));
      return found.toReversed();
    },
    get: (id) => messages.find((message) => message.id === id),
    clear: () => {
      messages = [];
      rewrite();
    },
  };
}

/** A line cut short by a kill is left out. */
function readMessages(file: string): Message[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Message];
      } catch {
        return [];
      }
    });
}
