/** Takes every e-mail and keeps it in the inbox; nothing leaves this machine. */
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { FaultSwitch } from './faults.ts';
import type { Store } from './store.ts';

const MAX_BYTES = 10 * 1024 * 1024;

export type SmtpSink = { port: number; stop(): Promise<void> };

/** Listens on 127.0.0.1; port 0 takes any. */
export async function startSmtp(port: number, store: Store, faults: FaultSwitch): Promise<SmtpSink> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    hideSTARTTLS: true,
    size: MAX_BYTES,
    disableReverseLookup: true,
    closeTimeout: 1000,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onConnect: (_session, done) => done(faults.current().mail === 'refuse' ? refusal(faults) : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const fault = faults.take(
          'mail',
          session.envelope.rcptTo.map(({ address }) => address),
        );
        if (fault === 'reject') return done(answer(451, 'Try again later.'));
        if (fault === 'bounce') return done(answer(550, 'No such mailbox.'));
        keep(Buffer.concat(chunks), session, store).then(
          () => {
            if (fault === 'drop') breakConnection(server, session);
            else if (fault !== 'hang') done(null);
          },
          (error: unknown) => done(error as Error),
        );
      });
    },
  });
  // A client that goes away in the middle is nothing to report.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function refusal(faults: FaultSwitch): Error {
  faults.take('mail');
  return answer(421, 'Service not available.');
}

function answer(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

async function keep(raw: Buffer, session: SMTPServerSession, store: Store): Promise<void> {
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true });
  store.add({
    kind: 'email',
    from: mail.from?.text ?? (session.envelope.mailFrom ? session.envelope.mailFrom.address : ''),
    // The envelope, not the header: whom the sender really reached.
    to: session.envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? headerText(mail.to),
    text: mail.text ?? '',
    html: mail.html || null,
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      filename: filename ?? 'attachment',
      content_type: contentType,
      size,
    })),
    message_id: mail.messageId ?? null,
    status_callback: null,
  });
}

function headerText(to: AddressObject | AddressObject[] | undefined): string {
  return `(no subject) ${[to ?? []].flat().map(({ text }) => text)}`.trim();
}

/** The message was kept, and the answer never reaches the sender, as on a broken connection. */
function breakConnection(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) {
    const { id, _socket: socket } = connection as unknown as { id: string; _socket: { destroy(): void } };
    if (id === session.id) socket.destroy();
  }
}
