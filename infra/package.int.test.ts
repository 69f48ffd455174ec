/** The package that Azure and Docker run, made as the Dockerfile makes it, far from this project's own packages. */
import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invoiceDocumentModel } from '../functions/domain/document-model.ts';
import { letterheadOf } from '../tests/support/letterhead.ts';
import { exampleSettings, ROOT } from './local/environment.ts';
import { makePackage, type PackageSize } from './package.ts';
import { type Part, startPart } from './processes/part.ts';
import { registeredFunctions } from './tools/functions-table.ts';

const INVOICE = invoiceDocumentModel({
  facts: {
    invoice_number: 'CLINIC-202611-0001',
    status: 'issued',
    currency: 'usd',
    issued_on: '2026-11-23',
    due_date: '2026-12-23',
    // In four families of fonts.
    patient_name: 'Ana Pérez Иванова 山田 הלפרין',
    postal_address: null,
    tax_number: null,
    language: 'en',
    items: [],
    discount_cents: 0,
    total_amount_cents: 0,
    paid_cents: 0,
    credited_cents: 0,
    balance_cents: 0,
    to_credit_cents: 0,
    payments: [],
  },
  clinic: letterheadOf({
    name: 'Harbour Street Clinic',
    email: 'billing@clinic.example',
    phone: '+1 555 0100',
  }),
});

let folder: string;
let size: PackageSize;
let host: Part | undefined;
const lines: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  size = await makePackage(folder);
  host = await startPart({
    name: 'Functions',
    main: 'processes/functions-host.ts',
    args: ['--port', '0', '--app', folder, '--no-timers', '--no-queues'],
    // LOG_FILE: in Azure and Docker the log is standard output.
    env: { PATH: process.env.PATH ?? '', ...exampleSettings(), LOG_FILE: '' },
    cwd: folder,
    onLine: (line) => lines.push(line),
  });
}, 180_000);

afterAll(async () => {
  await host?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a module of the package in a process of its own, as a worker thread would load it. */
async function evaluate(code: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: folder,
    env: {},
  });
  return stdout;
}

const moduleUrl = (file: string): string => JSON.stringify(pathToFileURL(join(folder, file)).href);

describe('the package', () => {
  test('holds every function, and none is in error', async () => {
    const { url } = host?.ready ?? {};
    const listed = (await (await fetch(`${url}/admin/functions`)).json()) as { name: string }[];
    const expected = registeredFunctions(ROOT).map(({ name }) => name);
    expect(listed.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
    expect(lines.filter((line) => line.includes('in error'))).toEqual([]);
  });

  test('answers, and logs to standard output', async () => {
    const answer = await fetch(`${host?.ready.url}/api/v1/health/live`);
    expect(answer.status).toBe(200);
    await expect.poll(() => lines.some((line) => line.includes('"event":"request"'))).toBe(true);
  });

  test('hashes passwords with argon2’s native part', async () => {
    const code = `import { hash, verify } from '@node-rs/argon2';
      process.stdout.write(String(await verify(await hash('a password'), 'a password')));`;
    expect(await evaluate(code)).toBe('true');
  });

  test('judges passwords and draws documents in its threads', async () => {
    const passwords = `import { isGuessable } from ${moduleUrl('dist/functions/edges/security/passwords.worker.js')};
      process.stdout.write(String(await isGuessable({ password: 'password1', context: [] })));`;
    expect(await evaluate(passwords)).toBe('true');
    const pdf = `import { renderPdf } from ${moduleUrl('dist/functions/edges/pdf/pdf.worker.js')};
      const bytes = await renderPdf(${JSON.stringify(INVOICE)});
      process.stdout.write(Buffer.from(bytes).subarray(0, 8).toString('latin1'));`;
    expect(await evaluate(pdf)).toBe('%PDF-1.7');
  });

  test('brings what is loaded only when it is needed: the managed identity', async () => {
    const chunks = globSync('dist/functions/chunks/*.js', { cwd: folder }).map(moduleUrl);
    const code = `const chunks = await Promise.all([${chunks}].map((url) => import(url)));
      const found = chunks.map((chunk) => chunk.ManagedIdentityCredential).filter(Boolean);
      process.stdout.write(found.map((made) => typeof new made().getToken).join());`;
    expect(await evaluate(code)).toBe('function');
  });

  test('is small, and has native code for Linux on x64 alone', () => {
    expect(size.files).toBeLessThan(2000);
    expect(size.bytes).toBeLessThan(60_000_000);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(manifest.dependencies).filter((name) => /linux|darwin|win32/.test(name))).toEqual([
      '@node-rs/argon2-linux-x64-gnu',
    ]);
  });
});

test('the Dockerfile makes this package and runs nothing else', () => {
  const stages = readFileSync(join(ROOT, 'infra/docker/Dockerfile'), 'utf8').split(/^FROM /m);
  const stage = (name: string): string => stages.find((text) => text.includes(` AS ${name}\n`)) ?? '';
  expect(stage('build')).toMatch(/^RUN npm run build && npm run package$/m);
  expect(stage('api').match(/^COPY .*/gm)).toEqual([
    'COPY --from=build /app/dist/package /home/site/wwwroot',
  ]);
});
