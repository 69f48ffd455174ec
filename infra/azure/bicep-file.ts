/** Reads as much of a Bicep file as its tests look at: no compiler is at hand. */

export type Parameter = { name: string; type: string; secure: boolean; hasDefault: boolean };
export type BicepFile = {
  parameters: Parameter[];
  /** Names that the file declares: parameters, variables, resources, modules. */
  declared: Set<string>;
  outputs: string[];
  /** Each module: its name, file, and the names of the parameters it is given. */
  modules: { name: string; file: string; given: string[] }[];
  /** Every `a.b` and `a` that is used, outside of texts. */
  references: { root: string; path: string[] }[];
  /** The problems that make it no Bicep: brackets or texts that do not close. */
  problems: string[];
};

type Token = { kind: 'name' | 'text' | 'sign'; value: string; line: number };

/** The tokens; the expressions within a text `'${…}'` are tokens of their own. */
export function tokensOf(source: string): { tokens: Token[]; problems: string[] } {
  const tokens: Token[] = [];
  const problems: string[] = [];
  let line = 1;
  const patterns: [RegExp, Token['kind'] | undefined][] = [
    [/^\/\/[^\n]*/, undefined],
    [/^\s+/, undefined],
    [/^'(?:\\.|\$\{(?:'(?:[^'\\]|\\.)*'|[^}'])*\}|[^'\\\n])*'/, 'text'],
    [/^[A-Za-z_][A-Za-z0-9_]*/, 'name'],
    [/^\d+/, 'sign'],
    [/^(?:=>|==|!=|>=|<=|&&|\|\||[^\s\w'])/, 'sign'],
  ];
  for (let rest = source; rest !== ''; ) {
    const found = patterns
      .map(([pattern, kind]) => ({ text: pattern.exec(rest)?.[0] ?? '', kind }))
      .find(({ text }) => text !== '');
    if (found === undefined) {
      problems.push(`line ${line}: ${rest.slice(0, 20)}`);
      break;
    }
    if (found.kind !== undefined) tokens.push({ kind: found.kind, value: found.text, line });
    if (found.kind === 'text') tokens.push(...insideText(found.text, line));
    line += found.text.split('\n').length - 1;
    rest = rest.slice(found.text.length);
  }
  return { tokens, problems };
}

function insideText(text: string, line: number): Token[] {
  const expressions = [...text.matchAll(/(?<!\\)\$\{((?:'(?:[^'\\]|\\.)*'|[^}'])*)\}/g)];
  const separator: Token = { kind: 'sign', value: ';', line };
  return expressions.flatMap(([, code = '']) => [separator, ...tokensOf(code).tokens]);
}

const CLOSES: Record<string, string> = { '}': '{', ')': '(', ']': '[' };

function bracketProblems(tokens: readonly Token[]): string[] {
  const open: Token[] = [];
  const problems: string[] = [];
  for (const token of tokens.filter(({ kind }) => kind === 'sign')) {
    if ('{(['.includes(token.value)) open.push(token);
    const wanted = CLOSES[token.value];
    if (wanted !== undefined && open.pop()?.value !== wanted)
      problems.push(`line ${token.line}: ${token.value}`);
  }
  return [...problems, ...open.map(({ value, line }) => `line ${line}: ${value} does not close`)];
}

/** Names that a loop or a function of values brings, and those of the language itself. */
const LANGUAGE = new Set([
  ...['true', 'false', 'null', 'if', 'for', 'in', 'existing', 'string', 'int', 'object', 'array', 'bool'],
  ...['param', 'var', 'resource', 'module', 'output', 'targetScope', 'secure', 'description', 'minLength'],
  ...['maxLength', 'minValue', 'maxValue', 'using'],
]);

const DECLARING = new Set(['param', 'var', 'resource', 'module', 'output']);

function referencesIn(tokens: readonly Token[]): BicepFile['references'] {
  return tokens.flatMap(({ value }, index) =>
    isReference(tokens, index) ? [{ root: value, path: pathAfter(tokens, index) }] : [],
  );
}

/** A property, a key, a call, what is declared here and a loop's own name are no references. */
function isReference(tokens: readonly Token[], index: number): boolean {
  const [token, before, next] = [
    tokens[index],
    tokens[index - 1]?.value ?? '',
    tokens[index + 1]?.value ?? '',
  ];
  if (token?.kind !== 'name' || LANGUAGE.has(token.value)) return false;
  if (before === '.' || (before === '!' && tokens[index - 2]?.kind === 'name')) return false;
  if (DECLARING.has(before) || next === '(' || next === '=>') return false;
  return next !== ':' || isTernary(tokens, index);
}

/** The names behind dots: `outputs`, `host`. */
function pathAfter(tokens: readonly Token[], index: number): string[] {
  const path: string[] = [];
  let at = index + 1;
  for (;;) {
    if (tokens[at]?.value === '!') at++;
    const name = tokens[at + 1];
    if (tokens[at]?.value !== '.' || name?.kind !== 'name') return path;
    path.push(name.value);
    at += 2;
  }
}

/** Whether a question mark stands before, in the same expression. */
function isTernary(tokens: readonly Token[], index: number): boolean {
  const { line } = tokens[index] ?? { line: 0 };
  for (let at = index - 1; at >= 0 && tokens[at]?.line === line; at--) {
    if (tokens[at]?.value === '?') return true;
    if (tokens[at]?.value === ',' || tokens[at]?.value === '{') return false;
  }
  return false;
}

/** What a file declares, gives and uses. */
export function readBicep(source: string): BicepFile {
  const { tokens, problems } = tokensOf(source);
  const names = (pattern: RegExp): string[] => [...source.matchAll(pattern)].map(([, name = '']) => name);
  const parameters = [...source.matchAll(/((?:^@.*\n)*)^param (\w+) (\w+)( = .*)?$/gm)].map(
    ([, decorators = '', name = '', type = '', initial]) => ({
      ...{ name, type, secure: decorators.includes('@secure()') },
      hasDefault: initial !== undefined,
    }),
  );
  const modules = [...source.matchAll(/^module (\w+) '([^']+)' = \{[\s\S]*?\n\}/gm)].map(
    ([call, name = '', file = '']) => ({ name, file, given: paramsGiven(call) }),
  );
  return {
    ...{ parameters, modules, outputs: names(/^output (\w+) /gm) },
    declared: new Set([
      ...names(/^\s*(?:param|var|resource|module) (\w+)\b/gm),
      // The names of loops and of functions of values.
      ...names(/\bfor (\w+) in\b/g),
      ...[...source.matchAll(/\bfor \((\w+), (\w+)\) in\b/g)].flatMap(([, each = '', index = '']) => [
        each,
        index,
      ]),
      ...names(/\b(\w+) =>/g),
    ]),
    references: referencesIn(tokens),
    problems: [...problems, ...bracketProblems(tokens)],
  };
}

/** The keys of the first level of `params: { … }`. */
function paramsGiven(call: string): string[] {
  const { tokens } = tokensOf(call.slice(call.indexOf('params: {') + 'params: '.length));
  const keys: string[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'sign' && '{(['.includes(token.value)) depth++;
    if (token.kind === 'sign' && '})]'.includes(token.value)) depth--;
    if (depth === 0) break;
    const isKey = token.kind === 'name' && tokens[index + 1]?.value === ':';
    if (depth === 1 && isKey && tokens[index - 1]?.value !== '.') keys.push(token.value);
  }
  return keys;
}
