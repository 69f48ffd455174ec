/** Defences of patient links, the browser, HTTP and what comes in. */
import { attacked, type Defence, integrated, unit } from './defence.ts';

const OPEN_LINK = 'functions/capabilities/links/open.ts';
const RENEW_LINK = 'functions/capabilities/public/renew-link.ts';
const COOKIE = 'functions/http/refresh-cookie.ts';
const INPUT = 'functions/http/input.ts';
const STRICT_HTTP = 'infra/processes/strict-http.ts';
const VERIFY = 'functions/edges/stripe/verify.ts';

export const LINK_DEFENCES: readonly Defence[] = [
  attacked('a link is signed', 'links', 'is answered like any other', [
    'functions/edges/security/tokens.ts',
    'timingSafeEqual(macOf(body, secret), mac),',
    'macOf(body, secret).length === mac.length,',
  ]),
  attacked('a link ends', 'links', 'is answered like any other', [
    OPEN_LINK,
    '    link.expiresAt > app.clock.now() &&\n',
    '',
  ]),
  attacked('a link is revoked', 'links', 'is answered like any other', [
    OPEN_LINK,
    '    !link.revoked &&\n',
    '',
  ]),
  attacked('a link is for one purpose', 'links', 'to a receipt opens neither', [
    'functions/domain/patient-link.ts',
    'OPENS[purpose].includes(page);',
    'OPENS[purpose].includes(page) || page !== undefined;',
  ]),
  attacked('Stripe holds links to results only', 'links', 'opens the result of its payment', [
    'functions/domain/patient-link.ts',
    "  result: ['result'],\n",
    "  result: ['result', 'receipt'],\n",
  ]),
  attacked('no link to pay is given to Stripe', 'links', 'opens the result of its payment', [
    'functions/capabilities/checkouts/request.ts',
    "const result = linkUrl(app.clinic.webUrl, 'result', app.tokens.linkToken(link));",
    "const pay = await tx.links.add(invoice.id, 'pay', linkExpiry('pay', now));\n  const result = linkUrl(app.clinic.webUrl, 'pay', app.tokens.linkToken(pay));",
  ]),
  attacked('bad links are distinguished by no delay', 'links', 'is looked for in the database also', [
    OPEN_LINK,
    'const link = await app.db.read.links.get(claimed?.linkId ?? NO_LINK);',
    'const link = claimed && (await app.db.read.links.get(claimed.linkId ?? NO_LINK));',
  ]),
  attacked('links are not guessed', 'links', 'is throttled by who shows it', [
    OPEN_LINK,
    "  await app.limits.spend('patient_link', by.address ?? 'unknown');\n",
    '',
  ]),
  attacked('a revoked link is not renewed', 'links', 'is promised in the same words', [
    RENEW_LINK,
    'if (!old || old.revoked) return;',
    'if (!old) return;',
  ]),
  attacked('a fresh link ends the older one', 'links', 'a fresh link ends the older one of its purpose', [
    'functions/edges/postgres/links.ts',
    'and l.revoked_at is null and l.expires_at > now())',
    'and l.expires_at < l.created_at)',
  ]),
  attacked('documents of a link are counted', 'links', 'its document is made ten times', [
    'functions/http/replies/public.ts',
    "  await app.limits.spend('link_pdf', link.id);\n",
    '',
  ]),
  attacked('renewals are counted', 'links', 'is not sent again and again', [
    RENEW_LINK,
    "  await app.limits.spend('link_renewal', claimed?.linkId ?? by.address ?? 'unknown');\n",
    '',
  ]),
  attacked(
    'a page shows the fields of its contract',
    'links',
    'is what its page shows, field by field',
    [
      'functions/contracts/public.ts',
      'export const publicInvoice = z.object({',
      'export const publicInvoice = z.looseObject({',
    ],
    [
      'functions/http/replies/public.ts',
      'const { failure_code: _, ...view } = await publicView(app, link);',
      'const view = (await publicView(app, link)) as never;',
    ],
  ),
  attacked('links in messages are the clinic’s own', 'input', 'in a Host header, in forwarding headers', [
    'functions/capabilities/staff/link.ts',
    'staffLinkUrl(app.clinic.webUrl, token)',
    "staffLinkUrl('https://evil.example', token)",
  ]),
];

export const BROWSER_DEFENCES: readonly Defence[] = [
  attacked('our own header', 'browser', 'S13 S16: cannot act with the cookie', [
    COOKIE,
    "if (request.headers.get(CSRF_HEADER) !== '1' || !own) {",
    'if (request.headers.has(CSRF_HEADER) && !own) {',
  ]),
  attacked('our own origin', 'browser', 'S13 S16: cannot act with the cookie', [
    COOKIE,
    'const own = origin === null || origin === new URL(webUrl).origin;',
    "const own = origin === null || webUrl !== '';",
  ]),
  attacked('the cookie goes over TLS alone', 'browser', 'S13 S16: cannot act with the cookie', [
    COOKIE,
    "{ name: '__Host-clinic_refresh', path: '/', secure: true }",
    "{ name: '__Host-clinic_refresh', path: '/', secure: false }",
  ]),
  attacked('no script reads the cookie', 'browser', 'S13 S16: cannot act with the cookie', [
    COOKIE,
    '  httpOnly: true,\n',
    '  httpOnly: false,\n',
  ]),
  attacked('the cookie stays on this site', 'browser', 'S13 S16: cannot act with the cookie', [
    COOKIE,
    "  sameSite: 'Strict',\n",
    "  sameSite: 'None',\n",
  ]),
  attacked('no other origin reads an answer', 'browser', 'may not read an answer', [
    'host.json',
    '"X-Content-Type-Options": "nosniff",',
    '"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*",',
  ]),
  attacked('an answer runs nothing', 'browser', 'carries every header', [
    'host.json',
    "default-src 'none'; frame-ancestors 'none';",
    "default-src 'self'; frame-ancestors 'none';",
  ]),
  attacked('an answer is kept nowhere', 'browser', 'carries every header', [
    'host.json',
    '"Cache-Control": "no-store",',
    '"Cache-Control": "max-age=60",',
  ]),
  attacked('a page sits in no frame', 'browser', 'runs no foreign script', [
    'infra/local/web/headers.ts',
    `    "frame-ancestors 'none'",\n`,
    '',
  ]),
  attacked('a page runs its own scripts', 'browser', 'runs no foreign script', [
    'infra/local/web/headers.ts',
    `"script-src 'self'"`,
    `"script-src 'self' 'unsafe-inline'"`,
  ]),
  attacked('TLS is demanded', 'browser', 'carries every header', [
    'functions/http/reply.ts',
    "app.clinic.webUrl.startsWith('https://')",
    "app.clinic.webUrl.startsWith('never')",
  ]),
  attacked('signing out empties the browser', 'browser', 'S64: signing out makes', [
    'functions/triggers/auth/logout.ts',
    `headers: { 'clear-site-data': '"cache", "storage"' },`,
    '',
  ]),
  attacked('nothing changes by reading', 'browser', 'S14: what changes something', [
    'functions/contracts/methods.ts',
    'PATHS.filter(({ pattern }) => pattern.test(path))',
    "PATHS.filter(({ pattern }) => pattern.test(path) && path.endsWith('/'))",
  ]),
];

export const HTTP_DEFENCES: readonly Defence[] = [
  attacked('malformed requests are answered with every header', 'http', 'a header over two lines', [
    STRICT_HTTP,
    'const lines = own.map(',
    'const lines = [].map(',
  ]),
  attacked(
    'one host',
    'http',
    ['two hosts', 'a host with a path'],
    [
      STRICT_HTTP,
      'if (!hasOneHost(request)) return refuse(response, 400);',
      'if (request.headers.host === undefined || !hasOneHost) return refuse(response, 400);',
    ],
  ),
  attacked('a request that asks for no host ends no server', 'http', 'no host, in the old version', [
    STRICT_HTTP,
    `    if (!hasOneHost(request)) return refuse(response, 400);
    if (localOnly && !isLocalName(request.headers.host)) return refuse(response, 421);
    if (localOnly && isForged(request)) return refuse(response, 403);
    try {
      handle(request, response);
    } catch (error) {`,
    `    if (!hasOneHost) return refuse(response, 400);
    if (localOnly && !isLocalName(request.headers.host)) return refuse(response, 421);
    if (localOnly && isForged(request)) return refuse(response, 403);
    handle(request, response);
    try {
    } catch (error) {`,
  ]),
  attacked('a slow request is given up', 'http', 'a body or headers that come a byte at a time', [
    STRICT_HTTP,
    'requestTimeout: REQUEST_SECONDS * 1000,',
    'requestTimeout: 0,',
  ]),
  attacked('a body is measured before it is read', 'http', 'fifty megabytes are refused without being read', [
    'local.settings.example.json',
    '"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT": "4194304",',
    '"FUNCTIONS_REQUEST_BODY_SIZE_LIMIT": "104857600",',
  ]),
  attacked('the host’s own pages are this machine’s', 'http', 'the host’s own pages are closed', [
    'infra/functions-host/admin.ts',
    "    headers['x-forwarded-for'] === undefined\n",
    '    headers !== undefined\n',
  ]),
  attacked('stand-ins answer no other site', 'http', 'what stands in for the ', [
    STRICT_HTTP,
    'if (localOnly && !isLocalName(request.headers.host)) return refuse(response, 421);',
    '',
  ]),
  attacked('parts listen on this machine alone', 'http', 'S59: every part of the clinic', [
    'infra/local/web/main.ts',
    "address: { type: 'string', default: '127.0.0.1' },",
    "address: { type: 'string', default: '0.0.0.0' },",
  ]),
  attacked('an id of a request is harmless', 'http', 'S61: an id that a client gives', [
    'functions/http/origin.ts',
    'return given && GIVEN_ID.test(given) ? given : randomUUID();',
    'return given && given !== GIVEN_ID.source ? given : randomUUID();',
  ]),
];

export const INPUT_DEFENCES: readonly Defence[] = [
  attacked('SQL takes values as values', 'input', 'every parameter of ', [
    'functions/edges/postgres/payment-reads.ts',
    ['y.stripe_payment_id = $', '{bind(filter.query)}'].join(''),
    ["y.stripe_payment_id = '$", "{filter.query}'"].join(''),
  ]),
  unit('a cursor is one of ours', 'functions/edges/postgres/cursor', 'a cursor is refused that', [
    'functions/edges/postgres/cursor.ts',
    'if (good && values.length === kinds.length) return values;',
    'if (good || values.length > 0) return values;',
  ]),
  // Two stand here: what is no word is left out, and a wildcard is escaped.
  attacked(
    'wildcards mean themselves',
    'input',
    'S44: a search for',
    [
      'functions/edges/postgres/name-search.ts',
      "text.replace(/[\\\\%_]/g, '\\\\$&');",
      "text.replace(/[\\\\]/g, '\\\\$&');",
    ],
    [
      'functions/edges/postgres/name-search.ts',
      "(text.normalize('NFKC').match(/[\\p{L}\\p{N}\\p{M}]+/gu) ?? [])",
      '[text]',
    ],
  ),
  attacked('fields are the contract’s', 'input', 'S28: fields that are not the client’s', [
    'functions/contracts/patients.ts',
    'input: z.strictObject(details),',
    'input: z.object(details),',
  ]),
  attacked(
    'a field is given once',
    'input',
    ['a key twice'],
    [INPUT, 'if (keysWrittenIn(body) !== seen.keys) {', 'if (keysWrittenIn(body) < seen.keys) {'],
  ),
  integrated('a parameter is given once', 'http/bad-input', 'a parameter given twice', [
    INPUT,
    "    if (name in query) refuseField(name, 'given_twice', 'This parameter is given more than once.');\n",
    '',
  ]),
  attacked('a body is what its type says', 'input', 'sent as “', [
    INPUT,
    "if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) {",
    "if (JSON_TYPE.test('') && request.headers.get('content-type') === '') {",
  ]),
  attacked('a body is text', 'input', 'bytes that are no text', [
    INPUT,
    "  if (!isUtf8(bytes)) refuse('invalid', 'body_not_utf8', 'The body is not UTF-8 text.');\n",
    '',
  ]),
  attacked('keys that change objects are refused', 'input', 'S43: text that breaks things', [
    INPUT,
    "new Set(['__proto__', 'constructor', 'prototype'])",
    "new Set(['never'])",
  ]),
  attacked('so many parameters', 'input', 'ten thousand query parameters', [
    INPUT,
    'const MAX_QUERY_PARAMETERS = 40;',
    'const MAX_QUERY_PARAMETERS = 40_000;',
  ]),
  attacked('no one overwrites what they have not read', 'input', 'a version such as ', [
    'functions/edges/postgres/patients.ts',
    "    if (version !== undefined && version !== row.version) return 'stale';\n",
    '',
  ]),
  attacked('a cell is no formula', 'input', 'S46: a formula', [
    'functions/edges/csv/csv.ts',
    'return FORMULA.test(value)',
    'return value.length > 1_000_000',
  ]),
  unit('a cell is no formula, wherever it begins', 'functions/edges/csv/csv', 'is text, not a formula', [
    'functions/edges/csv/csv.ts',
    'return FORMULA.test(value)',
    'return value.length > 1_000_000',
  ]),
  integrated(
    'a heavy document keeps no one waiting',
    'http/availability',
    'answers while it draws the heaviest documents',
    [
      'functions/edges/pdf/pdf.ts',
      "return threads.run('renderPdf', document);",
      "return (await import('./render.ts')).renderPdf(document);",
    ],
  ),
  unit(
    'a thread that runs out of memory ends alone',
    'functions/edges/threads',
    'ends alone, and the next task',
    ['functions/edges/threads.ts', 'resourceLimits: { maxOldGenerationSizeMb: megabytes },', ''],
  ),
  unit(
    'a document is no more than a thread holds',
    'functions/edges/pdf/pdf',
    'refused before it gets there',
    [
      'functions/edges/pdf/pdf.ts',
      'if (JSON.stringify(document).length > MOST_CHARACTERS) {',
      'if (JSON.stringify(document).length < 1) {',
    ],
  ),
  attacked('a fault reveals nothing', 'traces', 'reveals nothing but where to find it', [
    'functions/http/reply.ts',
    "    'Something went wrong on our side. It has been recorded.',",
    '    String(error),',
  ]),
];

export const WEBHOOK_DEFENCES: readonly Defence[] = [
  attacked(
    'an event is signed',
    'webhooks',
    ['S37: no signature', 'S41: serialised anew'],
    [
      VERIFY,
      "  if (!secrets.some((secret) => isSigned(body, signature, secret))) return 'not_signed';\n",
      '',
    ],
    [
      VERIFY,
      "if (signedAt === undefined || signedAt - Date.now() / 1000 > TOLERANCE_SECONDS) return 'not_signed';",
      '',
    ],
  ),
  attacked('an old event is not taken', 'webhooks', 'S38: six minutes old', [
    VERIFY,
    'verifyHeader(body, signature, secret, TOLERANCE_SECONDS)',
    'verifyHeader(body, signature, secret, TOLERANCE_SECONDS * 10)',
  ]),
  attacked('an event of tomorrow is not taken', 'webhooks', 'S38: from the future', [
    VERIFY,
    '|| signedAt - Date.now() / 1000 > TOLERANCE_SECONDS',
    '',
  ]),
  attacked('signed are the bytes', 'webhooks', 'S41: a mark of its coding before it', [
    INPUT,
    "  return bytes.toString('utf8');",
    "  return bytes.toString('utf8').replace('\\ufeff', '');",
  ]),
  attacked('an event is stored once', 'webhooks', 'S39: a signed event', [
    'functions/edges/postgres/stripe-events.ts',
    'on conflict (id) do nothing returning id, request_id, state',
    'returning id, request_id, state',
  ]),
  unit('an event of the other mode settles nothing', 'functions/domain/stripe-trust', 'other_mode', [
    'functions/domain/stripe-trust.ts',
    "every((mode) => mode === livemode) ? undefined : 'other_mode'",
    'every((mode) => mode === livemode) ? undefined : undefined',
  ]),
  attacked('a live key does not run in test', 'webhooks', 'S73 S77: the clinic does not start with', [
    'functions/config.ts',
    'if (!production && live)',
    'if (!production && live && !live)',
  ]),
  attacked('a test key does not run in earnest', 'webhooks', 'S73 S77: the clinic does not start with', [
    'functions/config.ts',
    'if (production && !live)',
    'if (production && live && !live)',
  ]),
];
