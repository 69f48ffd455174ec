/** The mail and SMS sink as a child: `main.ts --port N --smtp-port N --data DIR`. */
import { parseArgs } from 'node:util';
import { runChild, sayReady, stopWithParent } from '../../processes/child.ts';
import { startInbox } from './server.ts';

runChild(async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8025' },
      'smtp-port': { type: 'string', default: '2525' },
      data: { type: 'string', default: '.local/inbox' },
      'events-url': { type: 'string' },
    },
  });
  const { TWILIO_ACCOUNT_SID = '', TWILIO_AUTH_TOKEN = '' } = process.env;
  const inbox = await startInbox({
    port: Number(values.port),
    smtpPort: Number(values['smtp-port']),
    folder: values.data,
    account: { sid: TWILIO_ACCOUNT_SID, token: TWILIO_AUTH_TOKEN },
    ...(values['events-url'] !== undefined && { eventsUrl: values['events-url'] }),
  });
  stopWithParent(() => inbox.stop());
  sayReady({ url: inbox.url, smtp: inbox.smtpUrl, eventsKey: inbox.news.key });
});
