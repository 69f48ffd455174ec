/** Plain requests and answers, apart from Node's streams. */
import type { IncomingMessage } from 'node:http';

export type Request = {
  method: string;
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  body: string;
};

export type Answer = {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** What happens to the answer on its way: cut before, cut in the middle, or never sent. */
  fate?: 'sent' | 'cut' | 'truncated' | 'never';
};

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  const type = { 'content-type': 'application/json' };
  return { status, headers: { ...type, ...headers }, body: JSON.stringify(body, null, 2) };
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Reads a whole request; undefined when its body is too large. */
export async function readRequest(incoming: IncomingMessage): Promise<Request | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  if (size > MAX_BODY_BYTES) return undefined;
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/', '?');
  const body = Buffer.concat(chunks).toString('utf8');
  return { method: incoming.method ?? 'GET', path, query, headers: incoming.headers, body };
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
