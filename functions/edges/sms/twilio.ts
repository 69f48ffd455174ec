/** Texts over Twilio's Messages endpoint, which one fetch reaches as well as an SDK of 21 MB. */
import * as z from 'zod';
import type { SmsPort } from '../../capabilities/ports.ts';

export type TwilioSettings = { apiBase: string; accountSid: string; authToken: string; from: string };

const answer = z.object({ sid: z.string() });
const TIMEOUT_MILLISECONDS = 10_000;

/** Without settings, texts fail with a plain sentence that staff see beside the message. */
export function createSms(settings: TwilioSettings | undefined): SmsPort {
  return {
    async send({ to, text }) {
      if (!settings) throw new Error('Text messages are not set up: TWILIO_ACCOUNT_SID is missing.');
      const { apiBase, accountSid, authToken, from } = settings;
      const response = await fetch(
        `${apiBase}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
        {
          method: 'POST',
          headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
          body: new URLSearchParams({ To: to, From: from, Body: text }),
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        },
      );
      if (!response.ok) throw new Error(`The SMS provider answered ${response.status}.`);
      return answer.parse(await response.json()).sid;
    },
  };
}
