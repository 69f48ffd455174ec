/** Defences of money, of the audit trail, of what is stored and left behind, and of what the product is made of. */
import { attacked, type Defence, integrated, unit } from './defence.ts';

const ENCRYPTION = 'functions/edges/security/encryption.ts';

export const MONEY_DEFENCES: readonly Defence[] = [
  attacked('no one approves their own refund', 'money', 'is not approved by who asked for it', [
    'functions/domain/refund.ts',
    "if (own && decision === 'approved' && !by.selfApproval) {",
    "if (own && decision === 'rejected' && !by.selfApproval) {",
  ]),
  attacked('a refund is no more than was paid', 'money', 'S34: of more than was paid', [
    'functions/domain/refund.ts',
    'if (requested !== undefined && requested > left) {',
    'if (requested !== undefined && requested < 0) {',
  ]),
  attacked('a payment page asks for no more than is owed', 'input', 'is computed by the server alone', [
    'functions/capabilities/invoices/create-payment-link.ts',
    '  requirePayableAmount(amountCents, invoice.balanceCents, invoice.currency);\n',
    '',
  ]),
  attacked('what was done is done once', 'money', 'S39: what was done once', [
    'functions/http/command.ts',
    'const key = keyOf(route, call);',
    'const key = keyOf(route, call) && undefined;',
  ]),
  integrated('a receipt has a number of the month that dates it', 'flows/months-end', 'receipt', [
    'functions/capabilities/payments/record.ts',
    'documentId: id, at: now }',
    'documentId: id, at: app.clock.now() }',
  ]),
  integrated('a payment on its way is not paid again', 'flows/bank-debits', 'no one is asked again', [
    'functions/capabilities/invoices/create-payment-link.ts',
    'if (await tx.checkouts.isPaymentOnItsWay(invoice.id)) {',
    'if (invoice.id === null) {',
  ]),
  integrated(
    'a command leaves the id of what it did',
    'http/idempotency',
    'is done once, and its repeat gets the first answer',
    ['functions/http/command.ts', '        await tx.idempotency.remember(key, subject(made));\n', ''],
  ),
];

export const TRAIL_DEFENCES: readonly Defence[] = [
  attacked('the trail takes rows only, from its owner too', 'thief', 'S70: not even the owner can', [
    'migrations/010_audit.sql',
    'create trigger audit_logs_keep before update or delete on audit_logs\n  for each row execute function refuse_change();',
    '',
  ]),
  attacked('the role of the app changes no row of the trail', 'thief', 'S70: cannot ', [
    'migrations/010_audit.sql',
    'grant select, insert, update (stored_at) on audit_seals to clinic_app;',
    'grant select, insert, update (stored_at) on audit_seals to clinic_app; grant delete, truncate on audit_logs to clinic_app;',
  ]),
  attacked('the time of a row is the database’s', 'thief', 'S70: cannot ', [
    'migrations/010_audit.sql',
    'grant select, insert (actor_type, actor_id, action, target_type, target_id, outcome, details, request_id,\n  address) on',
    'grant select, insert on',
  ]),
  attacked('rows are hashed by the verifier', 'thief', 'S70: what a superuser changes', [
    'infra/operate/audit-verify.ts',
    'if (rowHash(row) !== link.row_hash)',
    "if (rowHash(row) === '')",
  ]),
  integrated('seals outside the database are compared', 'flows/audit', 'the end is cut off', [
    'infra/operate/audit-verify.ts',
    "if (!twin) found('the database has lost",
    "if (!twin) String('the database has lost",
  ]),
  attacked('the role of the app has its grants and no more', 'thief', 'S75: cannot ', [
    'infra/local/postgres/roles.ts',
    "const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';",
    "const rights = 'login superuser nocreatedb nocreaterole noreplication nobypassrls';",
  ]),
];

export const PRIVACY_DEFENCES: readonly Defence[] = [
  unit(
    'what is searched for is in no address',
    'web/src/api/client',
    'is in a header, never in the address',
    ['web/src/api/client.ts', '  rest.delete(TYPED);\n', ''],
  ),
  integrated('a cursor says nothing about a person', 'http/audited', 'of credit says nothing in its cursor', [
    'functions/edges/postgres/credits.ts',
    "encryption.sealUnderRing(next, CURSOR).toString('base64url')",
    'next',
  ]),
  attacked(
    'what is known of a patient is stored as ciphertext',
    'thief',
    'S74: neither the files',
    [
      ENCRYPTION,
      "seal: (dataKey, text, purpose) => encrypt(dataKey, Buffer.from(text, 'utf8'), purpose),",
      "seal: (_dataKey, text) => Buffer.from(text, 'utf8'),",
    ],
    [
      ENCRYPTION,
      "open: (dataKey, sealed, purpose) => decrypt(dataKey, sealed, purpose).toString('utf8'),",
      "open: (_dataKey, sealed) => sealed.toString('utf8'),",
    ],
  ),
  attacked('a log holds operations and ids', 'traces', 'S61: no log holds', [
    'functions/http/endpoint.ts',
    '{ request_id: id, operation, method: request.method,',
    '{ request_id: id, operation, url: request.url, authorization: request.headers.get("authorization"), method: request.method,',
  ]),
  attacked('Stripe gets neutral lines', 'traces', 'S62: health and person', [
    'functions/capabilities/checkouts/request.ts',
    '      amountCents: line.totalCents,\n    }))',
    '      amountCents: line.totalCents,\n    }))\n    .map((line, index) => ({ ...line, name: invoice.lines[index].description }))',
  ]),
  attacked('a blob is for no one without a key', 'thief', 'S59: nothing in storage', [
    'functions/edges/blobs/storage-blobs.ts',
    'container.createIfNotExists({ abortSignal: limit.signal })',
    "container.createIfNotExists({ access: 'blob', abortSignal: limit.signal })",
  ]),
  // Two stand here: the link leaves with the details, and no link shows what has left.
  attacked(
    'an archived invoice is behind no old link',
    'thief',
    'S81: an archived invoice',
    [
      'migrations/011_archive_and_retention.sql',
      '  delete from patient_links where invoice_id = invoice;\n',
      '',
    ],
    ['functions/edges/postgres/invoice-reads.ts', '\n       and i.archived_at is null`', '`'],
  ),
  attacked('who is erased is in no search', 'thief', 'S81: an archived invoice', [
    'functions/edges/postgres/patients.ts',
    "metadata = null, contact_index = '{}',",
    'metadata = null,',
  ]),
  attacked('emergency access is in the trail', 'thief', 'S85: emergency access', [
    'infra/operate/emergency-access.ts',
    "values ('system', 'emergency_access', 'staff'",
    "values ('system', 'sign_in', 'staff'",
  ]),
];

export const SUPPLY_DEFENCES: readonly Defence[] = [
  unit('a secret in the repository is found', 'infra/tools/check-secrets', 'a secret is found', [
    'infra/tools/check-secrets.ts',
    "  ['a webhook secret', /\\bwhsec_[A-Za-z0-9+/=]{24,}/],\n",
    '',
  ]),
  unit('a high hole in a package fails the check', 'infra/tools/check-packages', 'a high hole fails', [
    'infra/tools/check-packages.ts',
    'failed: high + critical > 0,',
    'failed: high + critical < 0,',
  ]),
  unit('a package is held to its bytes', 'infra/tools/check-lockfile', 'S78: a package', [
    'infra/tools/check-lockfile.ts',
    "if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))",
    "if (integrity === '')",
  ]),
  unit('a package runs no script that no one allowed', 'infra/tools/check-lockfile', 'S78: a package', [
    'infra/tools/check-lockfile.ts',
    'if (!allowed && !optional)',
    'if (!allowed && optional)',
  ]),
];
