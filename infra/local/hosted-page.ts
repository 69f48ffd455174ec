/** Fills a payment page the way a person does: by the labels of its fields, without knowing their names. */

export type Card = Record<string, string>;

/** The test card that succeeds. */
export const GOOD_CARD: Card = {
  'Card number': '4242 4242 4242 4242',
  Expiry: '12 / 34',
  CVC: '123',
  'Name on card': 'Demo Patient',
};

/** Opens the page, fills its form, presses Pay; answers the address that the page sends the person to. */
export async function payAt(page: string, card: Card = GOOD_CARD): Promise<string> {
  const opened = await fetch(page);
  if (!opened.ok) throw new Error(`The payment page answered ${opened.status}`);
  const form = readForm(await opened.text(), page);
  for (const [label, value] of Object.entries(card)) {
    const name = form.names.get(label);
    if (name === undefined) throw new Error(`The payment page has no field "${label}"`);
    form.values.set(name, value);
  }
  const paid = await fetch(form.action, { method: 'POST', body: form.values, redirect: 'manual' });
  const next = paid.headers.get('location');
  if (next === null)
    throw new Error(`The payment page answered ${paid.status}: ${textOf(await paid.text())}`);
  return new URL(next, page).href;
}

type Form = { action: string; values: URLSearchParams; names: Map<string, string> };

/** Reads the form that has the Pay button: its hidden values, and the field that each label names. */
function readForm(html: string, page: string): Form {
  const source = (html.match(/<form\b[\s\S]*?<\/form>/gi) ?? []).find((form) =>
    /<button[^>]*>\s*Pay\b/i.test(form),
  );
  if (source === undefined) throw new Error(`The payment page has no Pay button: ${textOf(html)}`);
  const values = new URLSearchParams();
  const byId = new Map<string, string>();
  for (const [tag] of source.matchAll(/<(input|select|button)\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    if (name === undefined) continue;
    byId.set(attribute(tag, 'id') ?? '', name);
    if (/^<input/i.test(tag)) values.set(name, attribute(tag, 'value') ?? '');
  }
  const names = new Map<string, string>();
  for (const [, tag = '', label = ''] of source.matchAll(/(<label\b[^>]*>)([\s\S]*?)<\/label>/gi)) {
    names.set(textOf(label), byId.get(attribute(tag, 'for') ?? '') ?? '');
  }
  return { action: new URL(attribute(source, 'action') ?? '', page).href, values, names };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}

function textOf(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
