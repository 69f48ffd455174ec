/** Work that was given up, and messages that no function could take. */
import type { DeadLetter } from '../../contracts/work.ts';
import type { Page, PageOf } from './common.ts';
import type { WorkKey } from './work.ts';

export type DeadLetterStore = {
  list(page: Page): Promise<PageOf<DeadLetter>>;
  /** Locks a dead letter, and takes a message out of the list; nothing when it is not dead. */
  lock(
    id: string,
  ): Promise<({ kind: 'work' } & WorkKey) | { kind: 'message'; queue: string; body: string } | undefined>;
  /** Deletes a message from the dead-letter list; false when it is not there. */
  dismiss(id: string): Promise<boolean>;
  /** Stores the message once, however often it is reported. */
  addMessage(message: { queue: string; messageId: string; body: string; reason: string }): Promise<void>;
};
