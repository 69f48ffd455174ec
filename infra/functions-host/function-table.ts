/** The functions of the loaded app as the host indexes them: by name, with their trigger, outputs and state. */
import type { RegisteredFunction } from './core-module.ts';
import type { Binding, FunctionCallback, FunctionMetadata, RetryOptions } from './core-types.ts';

export type TriggerKind = 'http' | 'queue' | 'timer';

export type HostFunction = {
  id: string;
  name: string;
  kind: TriggerKind;
  trigger: Binding;
  triggerName: string;
  metadata: FunctionMetadata;
  callback: FunctionCallback;
  /** Names of the declared extra outputs. */
  extraOutputs: readonly string[];
  retry: RetryOptions | undefined;
  /** Not started and not routed; still runnable through the admin endpoint. */
  disabled: boolean;
};

const VALID_NAME = /^(?!host$)[a-z][a-z0-9_-]{0,127}$/i;
const KINDS: Readonly<Record<string, TriggerKind>> = {
  httptrigger: 'http',
  queuetrigger: 'queue',
  timertrigger: 'timer',
};
const OUTPUTS = new Set(['http', 'queue']);

/**
 * Indexes functions in the host's order, which is also the order of the route table: by name, ignoring case.
 * A function that cannot be indexed is left out and reported.
 */
export function indexFunctions(
  registered: Iterable<RegisteredFunction>,
  env: NodeJS.ProcessEnv,
  inError: (name: string, reason: string) => void,
): HostFunction[] {
  const functions: HostFunction[] = [];
  for (const entry of registered) {
    try {
      functions.push(indexFunction(entry, env));
    } catch (error) {
      inError(entry.metadata.name, error instanceof Error ? error.message : String(error));
    }
  }
  return functions.sort((a, b) => compareNames(a.name, b.name));
}

/** Ordinal comparison that ignores case. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a.toUpperCase(), b.toUpperCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

function indexFunction({ id, metadata, callback }: RegisteredFunction, env: NodeJS.ProcessEnv): HostFunction {
  const { name, bindings } = metadata;
  if (!VALID_NAME.test(name)) throw new Error(`'${name}' is not a valid function name.`);
  const [triggerName, trigger] =
    Object.entries(bindings).find(([, binding]) => /trigger$/i.test(binding.type)) ?? [];
  if (triggerName === undefined || trigger === undefined) throw new Error('No trigger binding.');
  const kind = KINDS[trigger.type.toLowerCase()];
  if (kind === undefined) throw new Error(`The trigger '${trigger.type}' is not supported locally.`);
  for (const binding of Object.values(bindings)) {
    if (binding === trigger) continue;
    if (binding.direction === 'out' && OUTPUTS.has(binding.type.toLowerCase())) continue;
    throw new Error(`The binding '${binding.type}' is not supported locally.`);
  }
  return {
    id,
    name,
    kind,
    trigger,
    triggerName,
    metadata,
    callback,
    extraOutputs: Object.keys(bindings).filter(
      (key) => bindings[key]?.direction === 'out' && key !== '$return',
    ),
    retry: metadata.retryOptions,
    disabled: isDisabled(name, env),
  };
}

function isDisabled(name: string, env: NodeJS.ProcessEnv): boolean {
  const value = env[`AzureWebJobs.${name}.Disabled`] ?? env[`AzureWebJobs_${name}_Disabled`] ?? '';
  return /^(true|1)$/i.test(value);
}
