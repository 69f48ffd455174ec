/** Messages to patients and their delivery. */
import type { Message } from '../../contracts/messages.ts';
import type { Language, MessageKind } from '../../domain/messages.ts';
import type { Page, PageOf } from './common.ts';
import type { DeliveryEvent } from './delivery.ts';
import type { AnyLink } from './links.ts';

export type Channel = 'email' | 'sms';

export type NewMessage = {
  kind: MessageKind;
  channel: Channel;
  patientId: string;
  /** Null for the link of an account. */
  invoiceId: string | null;
  linkId: string;
  cause: string;
};

export type MessageStore = {
  add(message: NewMessage): Promise<string | 'known'>;
  /** The message with all that is needed to send it now. */
  get(id: string): Promise<
    | {
        id: string;
        kind: MessageKind;
        channel: Channel;
        state: MessageState;
        language: Language;
        address: string | null;
        patientId: string;
        invoiceNumber: string | null;
        link: AnyLink;
      }
    | undefined
  >;
  byCause(channel: Channel, cause: string): Promise<string>;
  /** Counts an attempt before it is made, and keeps whom it is for; how many there were, this one included. */
  countAttempt(id: string, address: string): Promise<number>;
  /** False when something else is known of it already. */
  sent(id: string, providerId: string): Promise<boolean>;
  /** Stores a provider's report; false when it is known already, or the message is unknown. */
  recordStatus(news: DeliveryEvent): Promise<boolean>;
  /** Not taken this time; it is tried again. */
  delayed(id: string, error: string): Promise<void>;
  /** Nothing more is tried. `bounced`: the address refused it for good. */
  failed(id: string, error: string, bounced?: boolean): Promise<void>;
  /** Not sent, because its content is no longer true. */
  skipped(id: string, reason: string): Promise<void>;
  view(id: string): Promise<Message | undefined>;
  /** Makes a failed message pending again; a bounced one stays failed. */
  requeue(id: string): Promise<void>;
  list(filter: MessageFilter, page: Page): Promise<PageOf<Message>>;
};

export type MessageState = 'pending' | 'sent' | 'failed' | 'skipped';

export type MessageFilter = {
  invoiceId?: string | undefined;
  patientId?: string | undefined;
  /** `needs_attention`: it did not arrive, and nothing has been sent about the invoice since. */
  state?: MessageState | 'needs_attention' | undefined;
};
