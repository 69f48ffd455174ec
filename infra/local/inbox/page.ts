/** The inbox as accessible pages without any script. */
import type { Message } from './store.ts';

/** The stylesheet is a file of its own, so that the policy needs no exception for inline styles. */
export const STYLES = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: #333; background: #f4f6f8; }
header { background: #104d8d; color: #fff; padding: 1rem; }
header a { color: #fff; }
header p { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
ul.messages { list-style: none; margin: 0; padding: 0; }
ul.messages li { background: #fff; border: 1px solid #d5dbe1; border-radius: 8px; margin: 0 0 .5rem; padding: .75rem 1rem; }
ul.messages a { font-weight: 600; color: #1b5a9e; overflow-wrap: anywhere; }
.about { color: #555; margin: 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
.body { background: #fff; border: 1px solid #d5dbe1; border-radius: 8px; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.body a { color: #1b5a9e; }
iframe { width: 100%; height: 34rem; border: 1px solid #d5dbe1; border-radius: 8px; background: #fff; }
button { font: inherit; padding: .5rem 1rem; border-radius: 8px; border: 1px solid #8a949e; background: #fff; color: #333; min-height: 2.75rem; }
:focus-visible { outline: 3px solid #4a90e2; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { background: #1f1f1f; color: #eee; }
  ul.messages li, .body, button { background: #292929; border-color: #555; color: #eee; }
  .about { color: #c8c8c8; }
  ul.messages a, .body a { color: #86b6f1; }
}
`;

/** The list of messages, newest first. */
export function listPage(messages: readonly Message[], to: string | undefined): string {
  const items = messages.map(
    (message) => `<li><a href="/messages/${message.id}">${escapeHtml(message.subject)}</a>
<p class="about">${kind(message)} to ${escapeHtml(message.to.join(', '))}, ${time(message.received_at)}</p></li>`,
  );
  const filter = to ? ` to ${escapeHtml(to)}` : '';
  const list =
    items.length === 0
      ? `<p>Nothing has arrived${filter} yet. What the clinic sends appears here; reload to look again.</p>`
      : `<ul class="messages">${items.join('\n')}</ul>`;
  return page(
    'Inbox',
    `<h1>Messages${filter} (${messages.length})</h1>${list}
<form method="post" action="/clear"><button type="submit">Delete all messages</button></form>`,
  );
}

/** One message: its headers, its text with links, and its HTML part in a frame that can run nothing. */
export function messagePage(message: Message): string {
  const headers = [
    ['From', message.from],
    ['To', message.to.join(', ')],
    ['Received', message.received_at],
    ...message.attachments.map(({ filename, size }) => ['Attachment', `${filename} (${size} bytes)`]),
  ];
  const rows = headers
    .map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('');
  const html =
    message.html === null
      ? ''
      : `<h2>As HTML</h2><iframe title="The message as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/${message.id}/html"></iframe>`;
  return page(
    message.subject,
    `<p><a href="/">All messages</a></p><h1>${escapeHtml(message.subject)}</h1><dl>${rows}</dl>
<h2>As text</h2><div class="body">${withLinks(message.text)}</div>${html}
<form method="post" action="/messages/${message.id}/bounce"><p>The real services may find out later that no one is there.</p>
<button type="submit">Report a bounce to the clinic</button></form>`,
  );
}

/** The page for an address that holds nothing. */
export function missingPage(): string {
  return page('Not found', '<h1>There is no such message</h1><p><a href="/">All messages</a></p>');
}

/** The HTML part, every link opening a new tab. */
export function htmlPart(html: string): string {
  return `<!doctype html><base target="_blank">${html}`;
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Local inbox</title><link rel="stylesheet" href="/style.css"></head>
<body><header><p><a href="/">Local inbox</a>: e-mail and text messages end here, none leaves this machine.</p></header>
<main>${content}</main></body></html>`;
}

const kind = (message: Message): string => (message.kind === 'sms' ? 'Text message' : 'E-mail');
const time = (iso: string): string =>
  `<time datetime="${iso}">${iso.replace('T', ' ').slice(0, 19)} UTC</time>`;

function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((piece, index) =>
      index % 2 === 0
        ? escapeHtml(piece)
        : `<a href="${escapeHtml(piece)}" target="_blank" rel="noopener noreferrer">${escapeHtml(piece)}</a>`,
    )
    .join('');
}

function escapeHtml(text: string): string {
  const named: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => named[character] ?? character);
}
