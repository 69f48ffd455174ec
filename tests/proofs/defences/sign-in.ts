/** Defences of tokens, sessions, the sign-in and the access table. */
import { attacked, type Defence, integrated } from './defence.ts';

const TOKENS = 'functions/edges/security/tokens.ts';
const SESSIONS = 'functions/edges/postgres/sessions.ts';
const SIGN_IN = 'functions/capabilities/auth/login.ts';
const REGISTER = 'functions/capabilities/auth/register.ts';
const AUTHORISE = 'functions/http/authorise.ts';

const DESK = 'functions/edges/postgres/desk-statement.ts';
/** What the one statement of a read checks: the condition, and the test that misses it. */
const DESK_DEFENCES: readonly Defence[] = (
  [
    ['the session is the person’s own', 'm.id = a.staff_id and ', 'of another person'],
    [
      'the role may read',
      'm.role::text = any ($1::text[])',
      'to a role that may not',
      '$1::text[] is not null',
    ],
    ['the account is not disabled', ' and m.disabled_at is null', 'account is disabled'],
    ['the session was not ended', 's.revoked_at is null and ', 'to a session that ended'],
    ['the session’s time is not over', 's.expires_at > a.now and ', 'whose time is over'],
    [
      'the session was used within a minute',
      " and s.last_seen_at > a.now - interval '1 minute'",
      'which may be idle',
    ],
    [
      'a required second factor is set up',
      " or c.security ->> 'second_factor' is distinct from 'required'",
      'must set up two-factor',
      ' or true',
    ],
  ] as const
).map(([name, condition, missed, instead = '']) =>
  integrated(`a read in one statement: ${name}`, 'http/desk-reads', missed, [DESK, condition, instead]),
);

export const TOKEN_DEFENCES: readonly Defence[] = [
  attacked('keys are found by their name in our own list', 'tokens', 'S2: signed with “', [
    TOKENS,
    `if (!key) throw new Error('unknown key');
            return key;`,
    'return key ?? new TextEncoder().encode(header.kid);',
  ]),
  attacked('one algorithm', 'tokens', 'S1: with another algorithm than ours', [
    TOKENS,
    "algorithms: ['HS256'],",
    "algorithms: ['HS256', 'HS512'],",
  ]),
  attacked('the type of a token', 'tokens', 'S6: without its type', [
    TOKENS,
    "            typ: 'at+jwt',\n",
    '',
  ]),
  attacked('the audience of a token', 'tokens', 'it is for another audience', [
    TOKENS,
    '            audience: AUDIENCE,\n',
    '',
  ]),
  attacked('the issuer of a token', 'tokens', 'it is of another issuer', [
    TOKENS,
    '            issuer: ISSUER,\n',
    '',
  ]),
  attacked('the age of a token', 'tokens', 'it was made too long ago', [
    TOKENS,
    '            maxTokenAge: ACCESS_TOKEN_SECONDS,\n',
    '',
  ]),
  attacked(
    'the end of a token',
    'tokens',
    ['it has ended', 'it is not valid yet'],
    [
      TOKENS,
      '            currentDate: clock.now(),',
      "            currentDate: clock.now(), clockTolerance: '2 hours',",
    ],
  ),
  attacked('a token is of the person of its session', 'tokens', 'it is of another person', [
    AUTHORISE,
    'if (!found || found.staff.id !== claimed.staffId) return undefined;',
    'if (!found || !claimed) return undefined;',
  ]),
  attacked(
    'ended sessions are read as such',
    'tokens',
    ['S7: after signing out', 'is listed, and ended by its owner'],
    [
      SESSIONS,
      'where m.disabled_at is null and s.revoked_at is null and s.expires_at > asked.now`',
      'where m.disabled_at is null and s.expires_at > asked.now`',
    ],
  ),
  attacked('disabling ends what is open', 'tokens', 'S8: a clerk who is disabled', [
    'functions/capabilities/staff/disable.ts',
    "    await tx.sessions.revokeAll(id, 'disabled');\n",
    '',
  ]),
  attacked('the role is the database’s', 'tokens', 'S9: who is no admin any more', [
    SESSIONS,
    '`select asked.place, m.id, m.email, m.name, m.role, m.totp_confirmed_at',
    "`select asked.place, m.id, m.email, m.name, 'admin' as role, m.totp_confirmed_at",
  ]),
  attacked('a browser’s session ends unused', 'tokens', 'ends after a quarter of an hour', [
    SESSIONS,
    'if (isIdle({ delivery, lastSeenAt: seen }, now, rules)) return undefined;',
    '',
  ]),
  attacked('a browser’s session ends with the day', 'tokens', 'ends after twelve hours', [
    'functions/domain/session.ts',
    'const BROWSER_HOURS = 12;',
    'const BROWSER_HOURS = 336;',
  ]),
  attacked('a refresh token works once', 'tokens', 'that is used again ends the session', [
    'functions/capabilities/auth/refresh.ts',
    'if (held.usedAt && !together) {',
    'if (held.usedAt && together) {',
  ]),
  attacked('a refresh token has one successor', 'tokens', 'has one successor', [
    'functions/edges/security/tokens.ts',
    '.update(`refresh successor of ${before}`)',
    '.update(`refresh successor of ${before} ${randomBytes(8).toString("hex")}`)',
  ]),
  attacked('a replayed refresh token ends the session', 'tokens', 'that is used again ends the session', [
    'functions/capabilities/auth/refresh.ts',
    "      await tx.sessions.revoke(held.sessionId, 'refresh_token_replayed');\n",
    '',
  ]),
  attacked('another password ends the sessions elsewhere', 'tokens', 'S12: another password', [
    'functions/capabilities/auth/password.ts',
    "    await tx.sessions.revokeAll(account.id, 'password_changed', kept);\n",
    '',
  ]),
  attacked('a session of someone else is not there', 'access', 'S22: what is not there', [
    'functions/capabilities/sessions/end.ts',
    "if (!staffId || (staffId !== actor.id && !may(actor.role, 'staff.manage'))) {",
    'if (!staffId) {',
  ]),
];

export const SIGN_IN_DEFENCES: readonly Defence[] = [
  attacked('guesses are counted per account', 'guessing', 'many passwords for one account', [
    SIGN_IN,
    "  await app.limits.spend('sign_in_account', bucket);\n",
    '',
  ]),
  attacked('guesses are counted per address', 'guessing', 'one password for many accounts', [
    SIGN_IN,
    "  await app.limits.spend('sign_in_address', by.address ?? 'unknown');\n",
    '',
  ]),
  attacked(
    'the address is not the client’s word',
    'guessing',
    'one password for many accounts',
    ['functions/http/origin.ts', 'forwarded.at(-proxies)', 'forwarded.at(0)'],
    ['infra/functions-host/http-request.ts', 'process.env.PROXY_TOKEN ? undefined : chain', 'chain'],
  ),
  attacked('behind the portal each client is counted', 'guessing', 'behind the portal each client', [
    'infra/functions-host/http-request.ts',
    "isFromWebServer(headers['x-proxy-token'])",
    'isFromWebServer(undefined)',
  ]),
  attacked(
    'a flood of guesses keeps no one out',
    'guessing',
    'keeps no one out who signs in where they always do',
    [SIGN_IN, 'return known ? `', 'return known === undefined ? `'],
  ),
  attacked('one-time links are not guessed', 'guessing', 'one-time links and the second proof', [
    'functions/capabilities/auth/reset.ts',
    "  await app.limits.spend('one_time_link', by.address ?? 'unknown');\n",
    '',
  ]),
  attacked('the second proof is not guessed', 'guessing', 'one-time links and the second proof', [
    'functions/capabilities/auth/reauthenticate.ts',
    "  await app.limits.spend('password_check', account.id);\n",
    '',
  ]),
  attacked('an unknown address takes as long', 'guessing', 'is revealed neither by the words', [
    'functions/edges/security/passwords.ts',
    'const kept = known ?? (await decoy);',
    'if (known === undefined) return false;\n      const kept = known ?? (await decoy);',
  ]),
  attacked(
    'a disabled account is answered like none',
    'guessing',
    'a disabled one, and one that has not chosen',
    [
      SIGN_IN,
      'if (!found || !right || found.disabled) return refuseSignIn(app, found?.id, by);',
      "if (found?.disabled) refuse('forbidden', 'disabled', 'Disabled.');\n  if (!found || !right) return refuseSignIn(app, found?.id, by);",
    ],
  ),
  attacked('one of ten who set up at once', 'guessing', 'by ten at the same moment', [
    REGISTER,
    'if (first && (await tx.staff.count()) > 0) {',
    'if (!first && (await tx.staff.count()) < 0) {',
  ]),
  attacked('registering needs an admin', 'guessing', 'is for no one without an admin’s token', [
    REGISTER,
    "  if (actor.type !== 'staff') refuse('unauthenticated', 'sign_in_needed', 'Sign in to add staff.');\n",
    '',
  ]),
  attacked('passwords of the clinic’s own words are refused', 'guessing', 'S21: the password ', [
    'functions/domain/password.ts',
    "if (cores.some((core) => core.length < 4 || without(core, known) === '')) tooCommon();",
    'if (cores.length === 0) tooCommon();',
  ]),
  attacked('common passwords are refused', 'guessing', 'S21: the password ', [
    'functions/capabilities/auth/password-hash.ts',
    '  if (await app.passwords.isGuessable(password, context)) tooCommon();\n',
    '  tooCommon satisfies () => never;\n',
  ]),
  attacked('an address has one spelling', 'guessing', 'an address that looks like someone’s', [
    'functions/contracts/fields.ts',
    "  .regex(z.regexes.email, 'Enter an e-mail address, such as ana@example.com.')\n",
    '',
  ]),
  integrated('a one-time link works once', 'http/staff', 'is a link that works once', [
    'functions/edges/postgres/staff.ts',
    '`update staff_links set used_at = now()\n',
    '`update staff_links set used_at = null\n',
  ]),
  integrated(
    'a code of the second factor works once',
    'http/staff',
    'each code and each recovery code works once',
    [
      'functions/edges/postgres/staff.ts',
      'where id = $1 and coalesce(totp_last_step, 0) < $2 returning id',
      'where id = $1 returning id',
    ],
  ),
  integrated('a fresh proof before money leaves', 'http/staff', 'for money is by password, or by code', [
    'functions/http/acting.ts',
    'if (!proven) await useRequestProof(',
    'if (!proven && acting.request === null) await useRequestProof(',
  ]),
  integrated(
    'a fresh proof for settings, staff and exports',
    'http/staff',
    'counts five minutes, and no setting',
    [
      'functions/http/endpoint.ts',
      "    if (route.proof === 'recent') await requireRecentProof(app, caller);\n",
      '',
    ],
  ),
  integrated('a proof allows one request', 'http/staff', 'for money is by password, or by code', [
    SESSIONS,
    'where session_id = $1 and request_hash = $2 and used_at is null and proven_at > $3',
    'where session_id = $1 and $2::bytea is not null and used_at is null and proven_at > $3',
  ]),
  integrated('no one resets their own account by token', 'http/staff', 'is not opened by one’s own token', [
    'functions/capabilities/staff/link.ts',
    "if (actor.type === 'staff' && actor.id === staffId) {",
    "if (actor.type === 'staff' && actor.id === '') {",
  ]),
  integrated('rights are read again before the commit', 'http/staff', 'and nothing is done', [
    'functions/http/acting.ts',
    '        if (!acting.route.endsOwnSession) await requireRightsStill(app, tx, acting);\n',
    '',
  ]),
  attacked('who was let in lately approves nothing', 'money', 'whom its requester let in', [
    'functions/capabilities/refunds/approve.ts',
    '    await requireEstablishedApprover(app, tx, by.actor.id, refund.requestedBy);\n',
    '    requireEstablishedApprover satisfies (...given: never[]) => unknown;\n',
  ]),
  attacked('the database refuses an approver who was let in lately', 'money', 'whom its requester let in', [
    'migrations/006_payments_and_refunds.sql',
    "raise exception 'who was given access lately does not approve this refund' using errcode = 'restrict_violation';",
    'return new;',
  ]),
  integrated(
    'a required second factor is required at every entry point',
    'security/second-factor',
    'every route but the way in',
    [
      AUTHORISE,
      'if (mustEnrol && !mayBeforeEnrolling(action)) {',
      'if (mustEnrol && mayBeforeEnrolling(action)) {',
    ],
  ),
  integrated(
    'a large pay-out of credit needs another admin',
    'http/credit-payouts',
    'nothing is paid before',
    [
      'functions/domain/credit-payout.ts',
      'add(earlierCents, amountCents) > limitCents;',
      'add(earlierCents, amountCents) > add(limitCents, limitCents);',
    ],
  ),
  integrated('no one approves their own pay-out of credit', 'http/credit-payouts', 'nothing is paid before', [
    'functions/domain/credit-payout.ts',
    "if (own && decision === 'paid' && !by.alone) {",
    "if (own && decision === 'paid' && by.alone) {",
  ]),
  integrated('who was let in lately approves no pay-out', 'http/credit-payouts', 'an admin of today', [
    'functions/capabilities/credit-payouts/approve.ts',
    '    await requireEstablishedApprover(app, tx, staffId, payout.requestedBy);\n',
    '    requireEstablishedApprover satisfies (...given: never[]) => unknown;\n',
  ]),
  integrated('a requested pay-out reserves its credit', 'http/credit-payouts', 'is used by nothing else', [
    'functions/domain/credit-payout.ts',
    'if (amountCents === undefined ? free > 0 : amountCents <= free) return;',
    'if (amountCents === undefined ? free > 0 : amountCents <= creditCents) return;',
  ]),
  integrated('the database keeps the limit of pay-outs', 'http/credit-payouts', 'that no one approved', [
    'migrations/007_credits_and_write_offs.sql',
    'if total > allowed then',
    'if total < 0 then',
  ]),
  integrated(
    'the database keeps credit for a requested pay-out',
    'http/credit-payouts',
    'to take what is reserved',
    [
      'migrations/007_credits_and_write_offs.sql',
      'if reserved > coalesce(has, 0) then',
      'if reserved < 0 then',
    ],
  ),
  integrated(
    'a raised limit of pay-outs counts a day later',
    'http/credit-payouts',
    'a raised limit counts',
    [
      'migrations/001_foundations.sql',
      'new.payout_limit_raised_at := now();',
      'new.payout_limit_raised_at := null;',
    ],
  ),
  integrated('a new or reset admin is an alert', 'http/staff', 'is an alert for a day', [
    'functions/edges/postgres/access-alerts.ts',
    's.disabled_at is null and g.granted_at',
    's.disabled_at is not null and g.granted_at',
  ]),
  integrated('a disabled account is reported to its owner', 'http/staff', 'are reported to the account', [
    'functions/capabilities/staff/disable.ts',
    "    await notify(id, 'account_disabled');\n",
    '',
  ]),
  integrated('the database keeps the last admin', 'http/staff', 'is kept by the database itself', [
    'migrations/002_staff_and_sessions.sql',
    "raise exception 'the last admin stays' using errcode = 'restrict_violation';",
    'return null;',
  ]),
];

export const ACCESS_DEFENCES: readonly Defence[] = [
  attacked('every endpoint asks the access table', 'access', 'S29: is open to', [
    AUTHORISE,
    'if (!may(caller.actor.role, action)) {',
    'if (!may(caller.actor.role, action) && caller.actor.id === caller.requestId) {',
  ]),
  attacked('every endpoint asks who calls', 'access', 'S23 S29: is closed to', [
    AUTHORISE,
    "return refuse('unauthenticated', 'sign_in_needed', 'Sign in to do this.');",
    'return bySystem(trace.requestId, trace.address);',
  ]),
  attacked('erasing is for admins', 'access', 'S29: what only admins may do', [
    'functions/domain/access.ts',
    "'patients.erase': ADMINS,",
    "'patients.erase': EVERYONE,",
  ]),
  attacked(
    'refusals are recorded',
    'access',
    ['S29: every endpoint', 'S71: who looked'],
    [AUTHORISE, "    action: 'access_refused',", "    action: 'access_used',"],
  ),
  attacked('who read what is recorded', 'access', 'S71: who looked', [
    'functions/http/endpoint.ts',
    '  if (route.audits) await recordRead(app, route, { caller, input, reply: given });\n',
    '',
  ]),
  integrated('what cannot be recorded is not shown', 'http/audited', 'is answered only with its row', [
    'functions/http/endpoint.ts',
    '  if (route.audits) await recordRead(app, route, { caller, input, reply: given });\n',
    '  if (route.audits) recordRead(app, route, { caller, input, reply: given }).catch(() => undefined);\n',
  ]),
  integrated('what a list showed is recorded', 'http/audited', 'with the filter and the ids shown', [
    'functions/edges/postgres/desk-statement.ts',
    "noted || case when jsonb_array_length(ids) > 0 then jsonb_build_object('ids', ids) else '{}' end",
    'noted',
  ]),
  ...DESK_DEFENCES,
  integrated(
    'what is typed about a person stays out of the trail',
    'http/audited',
    'never holds what was typed',
    ['functions/http/record-read.ts', "const PERSONAL = new Set(['query', ", 'const PERSONAL = new Set(['],
  ),
  integrated('a burst of refusals is recorded', 'http/audited', 'a burst of requests that the role', [
    AUTHORISE,
    '    await recordProbing(app, route, caller);\n',
    '',
  ]),
  integrated('probing is recorded', 'http/audited', 'a burst of records that do not exist', [
    'functions/http/endpoint.ts',
    '    if (response.status === 404) await recordProbing(app, route, caller);\n',
    '',
  ]),
  attacked(
    'an answer is kept for who was answered',
    'input',
    'is not returned to another caller who sends their Idempotency-Key',
    [
      'functions/http/command.ts',
      'caller: callerName(call.caller),',
      "caller: callerName(call.caller) && 'everybody',",
    ],
  ),
];
