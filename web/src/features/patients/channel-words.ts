/** How patients are written to, in words. */
import type { CHANNELS } from '../../../../functions/contracts/patients.ts';

export const CHANNEL_WORDS: Record<(typeof CHANNELS)[number], string> = {
  email: 'E-mail',
  sms: 'Text message',
};
