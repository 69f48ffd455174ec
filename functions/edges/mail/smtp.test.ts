/** A mail server that answers what a test wants, and what our edge makes of it. */
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { createMail } from './smtp.ts';

let server: SMTPServer | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(resolve) : resolve())));

type Got = { to: string[]; raw: string };

/** Starts a server that keeps what it takes. */
async function listen(options: SMTPServerOptions = {}): Promise<{ port: number; got: Got[] }> {
  const got: Got[] = [];
  const started = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => {
        raw += chunk;
      });
      stream.on('end', () => {
        got.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
    ...options,
  });
  started.on('error', () => undefined);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, got };
}

const answer = (responseCode: number) => Object.assign(new Error('said'), { responseCode });
const mailTo = (port: number, requireTls = false) =>
  createMail({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'Clinic <c@clinic.example>',
    requireTls,
    eventKey: undefined,
  });
const mail = {
  to: 'ana@patients.example',
  replyTo: 'desk@clinic.example',
  subject: 'Invoice',
  text: 'text',
  html: '<p>html</p>',
  messageId: '0190d7a0-0000-7000-8000-000000000001',
};

test('a mail carries its own Message-ID, where to answer, and for reminders how to ask for no more', async () => {
  const { port, got } = await listen();
  await mailTo(port).send({ ...mail, unsubscribeSubject: 'No more reminders (CLINIC-1)' });
  expect(got[0]?.to).toEqual(['ana@patients.example']);
  expect(got[0]?.raw).toContain(`Message-ID: <${mail.messageId}@clinic.example>`);
  expect(got[0]?.raw).toContain('Reply-To: desk@clinic.example');
  expect(got[0]?.raw.replace(/\r\n\s+/g, ' ')).toContain(
    'List-Unsubscribe: <mailto:desk@clinic.example?subject=No%20more%20reminders%20(CLINIC-1)>',
  );
  expect(got[0]?.raw).toContain('Auto-Submitted: auto-generated');
});

test.each([
  ['a second recipient', { to: 'ana@patients.example, eve@evil.example' }],
  ['a header in the address', { to: 'ana@patients.example\r\nBcc: eve@evil.example' }],
  ['a header in the subject', { subject: 'Invoice\r\nBcc: eve@evil.example' }],
  ['a header in the way to unsubscribe', { unsubscribeSubject: 'No\r\nBcc: eve@evil.example' }],
])('no other recipient is reached by %s', async (_, wrong) => {
  const { port, got } = await listen();
  await mailTo(port)
    .send({ ...mail, ...wrong })
    .catch(() => undefined);
  for (const { to, raw } of got) {
    expect(to).not.toContain('eve@evil.example');
    expect(raw).not.toMatch(/^Bcc:/im);
  }
});

test.each([
  {
    at: 'the recipient',
    code: 550,
    permanent: true,
    said: 'The mailbox does not exist or refuses our mail (550).',
  },
  {
    at: 'the recipient',
    code: 451,
    permanent: false,
    said: 'The mail server does not take it for now (451).',
  },
  {
    at: 'the message',
    code: 554,
    permanent: true,
    said: 'The mailbox does not exist or refuses our mail (554).',
  },
  { at: 'the message', code: 452, permanent: false, said: 'The mail server does not take it for now (452).' },
  { at: 'the sender', code: 550, permanent: false, said: 'The mail server does not take it for now (550).' },
])('$code to $at is final: $permanent', async ({ at, code, permanent, said }) => {
  const { port } = await listen({
    ...(at === 'the recipient' && { onRcptTo: (_address, _session, done) => done(answer(code)) }),
    ...(at === 'the sender' && { onMailFrom: (_address, _session, done) => done(answer(code)) }),
    ...(at === 'the message' && {
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => done(answer(code)));
      },
    }),
  });
  await expect(mailTo(port).send(mail)).rejects.toMatchObject({ permanent, message: said });
});

test('a sign-in that is refused is our own error and may be corrected', async () => {
  const { port } = await listen({
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(answer(535)),
  });
  const url = `smtp://user:wrong@127.0.0.1:${port}`;
  const edge = createMail({ smtpUrl: url, from: 'c@clinic.example', requireTls: false, eventKey: undefined });
  await expect(edge.send(mail)).rejects.toMatchObject({
    permanent: false,
    message: 'The mail server refuses our sign-in (535).',
  });
});

test('in production a server that does not encrypt gets nothing, not even the sign-in', async () => {
  const { port, got } = await listen();
  await expect(mailTo(port, true).send(mail)).rejects.toMatchObject({ permanent: false });
  expect(got).toEqual([]);
});

test('a server that is away is named as such', async () => {
  await expect(mailTo(9).send(mail)).rejects.toMatchObject({
    permanent: false,
    message: expect.stringMatching(/^The mail server could not be reached or broke off \(E\w+\)\.$/),
  });
});
