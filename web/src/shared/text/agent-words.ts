/** What a browser calls itself, in the words that a person would use for it. */
import Bowser from 'bowser';

/** Names of bowser that people shorten. */
const SHORT: Readonly<Record<string, string>> = {
  'Microsoft Edge': 'Edge',
  'Samsung Internet for Android': 'Samsung Internet',
  macOS: 'Mac',
  'Chrome OS': 'ChromeOS',
};
const short = (name: string): string => SHORT[name] ?? name;

/** `Mozilla/5.0 (Windows NT 10.0…) … Chrome/130.0` → `Chrome on Windows`. A program's own name stays as it is. */
export function agentWords(agent: string | null, delivery: 'cookie' | 'body'): string {
  const { browser, os, platform } = agent ? Bowser.parse(agent) : { browser: {}, os: {}, platform: {} };
  if (delivery === 'body' && agent && !agent.startsWith('Mozilla/')) return agent.slice(0, 60);
  if (!browser.name || !agent?.startsWith('Mozilla/')) return delivery === 'body' ? 'A program' : 'A browser';
  const system = os.name === 'iOS' ? (platform.model ?? 'iPhone') : os.name;
  return system ? `${short(browser.name)} on ${short(system)}` : short(browser.name);
}
