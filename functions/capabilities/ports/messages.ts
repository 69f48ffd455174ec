/** Messages to patients and their delivery. */
import type { Language, MessageKind } from '../../domain/messages.ts';
import type { Page, PageOf } from './common.ts';
import type { PatientLink } from './links.ts';

export type Channel = 'email' | 'sms';

export type MessageStore = {
  add(message: {
    kind: MessageKind;
    channel: Channel;
    patientId: string;
    invoiceId: string;
    linkId: string;
    cause: string;
  }): Promise<string | 'known'>;
  /** The message with all that is needed to send it now. */
  get(id: string): Promise<
    | {
        id: string;
        kind: MessageKind;
        channel: Channel;
        state: MessageState;
        language: Language;
        address: string | null;
        invoiceNumber: string;
        link: PatientLink;
      }
    | undefined
  >;
  byCause(channel: Channel, cause: string): Promise<string>;
  /** Counts an attempt before it is made; how many there were, this one included. */
  countAttempt(id: string): Promise<number>;
  sent(id: string, providerId: string): Promise<void>;
  /** Nothing more is tried. `bounced`: the address refused it for good. */
  failed(id: string, error: string, bounced?: boolean): Promise<void>;
  /** Not sent, because what it would say is true no more. */
  skipped(id: string, reason: string): Promise<void>;
  view(id: string): Promise<MessageView | undefined>;
  list(filter: MessageFilter, page: Page): Promise<PageOf<MessageView>>;
};

export type MessageState = 'pending' | 'sent' | 'failed' | 'skipped';

export type MessageFilter = {
  invoiceId?: string | undefined;
  patientId?: string | undefined;
  state?: MessageState | undefined;
};

export type MessageView = {
  id: string;
  kind: MessageKind;
  channel: Channel;
  state: MessageState;
  bounced: boolean;
  attempts: number;
  patient_id: string;
  patient_name: string;
  invoice_id: string;
  invoice_number: string;
  last_error: string | null;
  created_at: string;
  sent_at: string | null;
};
