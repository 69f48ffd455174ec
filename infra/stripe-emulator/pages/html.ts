/** Server-made HTML: everything is escaped unless it is markup already, and the page frame has no script at all. */
import type { Answer } from '../http/message.ts';

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | Markup[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A template whose values are escaped. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const rest = parts.map((part, index) => `${render(part)}${strings[index + 1] ?? ''}`);
  return new Markup(`${strings[0] ?? ''}${rest.join('')}`);
}

function render(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map((one) => one.text).join('');
  return String(part).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

export type Page = {
  status?: number;
  title: string;
  merchant: string;
  body: Markup;
  /** Origins beside our own to which a form may lead in the end (browsers check redirects too). */
  formTargets?: (string | null)[];
};

export function page({ status, title, merchant, body, formTargets }: Page): Answer {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${merchant}</title>
<link rel="stylesheet" href="/assets/checkout.css">
</head>
<body>
<header><p class="merchant">${merchant}</p><p class="badge">Test mode</p></header>
<main>${body}</main>
<footer><p>Stripe emulator for local use. No real money moves.</p></footer>
</body>
</html>
`;
  return {
    status: status ?? 200,
    headers: { ...SECURITY, 'content-security-policy': policy(formTargets ?? []) },
    body: document.text,
  };
}

export function redirect(to: string): Answer {
  return { status: 303, headers: { location: to, 'cache-control': 'no-store' }, body: '' };
}

const SECURITY = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

function policy(targets: (string | null)[]): string {
  const origins = targets.flatMap((url) => (url !== null && URL.canParse(url) ? [new URL(url).origin] : []));
  const forms = ["'self'", ...new Set(origins)].join(' ');
  return `default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action ${forms}`;
}
