/** Checks docker-compose.yml: against the Compose Specification, and that no service has more rights than it needs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2019.js';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

type Service = {
  image?: string;
  build?: unknown;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  ports?: string[];
  restart?: string;
  healthcheck?: unknown;
  environment?: Record<string, unknown>;
};
type Compose = { services: Record<string, Service> };

/** A version that names one release, or the digest of one image. */
const PINNED = /:v?\d+\.\d+(\.\d+)?[\w.-]*(@sha256:[0-9a-f]{64})?$|@sha256:[0-9a-f]{64}$/;

/** Each problem in one line; empty when there is none. */
export function composeProblems(text: string): string[] {
  let compose: Compose;
  try {
    compose = parse(text, { merge: true }) as Compose;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  const schema = JSON.parse(readFileSync(join(ROOT, 'infra/docker/compose-spec.json'), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  if (!ajv.validate(schema, compose)) {
    return (ajv.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`.trim(),
    );
  }
  return Object.entries(compose.services).flatMap(([name, service]) =>
    serviceProblems(service).map((problem) => `${name}: ${problem}`),
  );
}

function serviceProblems(service: Service): string[] {
  const isOnce = service.restart === 'no';
  const open = (service.ports ?? []).filter((port) => !String(port).startsWith('127.0.0.1:'));
  const secrets = Object.entries(service.environment ?? {}).filter(
    ([name, value]) => /PASSWORD|SECRET|KEY|_URL$/.test(name) && !String(value).startsWith('$'),
  );
  const rules: [boolean, string][] = [
    [service.image === undefined || PINNED.test(service.image), 'pin the image to a release or a digest'],
    [
      /^([1-9]\d*(:[1-9]\d*)?|[a-z]\w*)$/.test(service.user ?? '') && service.user !== 'root',
      'set a user that is not root',
    ],
    [service.read_only === true, 'set read_only, with tmpfs for what it writes'],
    [service.cap_drop?.includes('ALL') === true, 'drop all capabilities'],
    [service.security_opt?.includes('no-new-privileges:true') === true, 'set no-new-privileges:true'],
    [isOnce || service.healthcheck !== undefined, 'give it a health check'],
    [open.length === 0, `bind its ports to 127.0.0.1: ${open.join(', ')}`],
    [secrets.length === 0, `move its secrets to the env file: ${secrets.map(([key]) => key).join(', ')}`],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}

if (import.meta.main) {
  const problems = composeProblems(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'));
  for (const problem of problems) process.stdout.write(`docker-compose.yml: ${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}
