/** What a browser calls itself, in the words that a person would use for it. */

const first = (agent: string, names: readonly (readonly [pattern: RegExp, name: string])[]) =>
  names.find(([pattern]) => pattern.test(agent))?.[1];

/** Browsers pretend to be each other: the more particular name comes first. */
const BROWSERS = [
  [/Edg(A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox\/|FxiOS/, 'Firefox'],
  [/Chrome\/|CriOS/, 'Chrome'],
  [/Version\/.*Safari/, 'Safari'],
] as const;

const SYSTEMS = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
] as const;

/** `Mozilla/5.0 (Windows NT 10.0…) … Chrome/130.0` → `Chrome on Windows`. A program's own name stays as it is. */
export function agentWords(agent: string | null, delivery: 'cookie' | 'body'): string {
  const browser = agent && first(agent, BROWSERS);
  if (!agent || !browser)
    return agent && delivery === 'body'
      ? agent.slice(0, 60)
      : delivery === 'body'
        ? 'A program'
        : 'A browser';
  const system = first(agent, SYSTEMS);
  return system ? `${browser} on ${system}` : browser;
}
