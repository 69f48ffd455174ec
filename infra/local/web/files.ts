/** The portal's files in memory, compressed once; a path that is no key of the map reaches no file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

export type Encoding = 'br' | 'gzip' | 'identity';
export type StaticFile = { type: string; content(encoding: Encoding): Buffer; compresses: boolean };

/** Reads every file that has a known type; the key is its path as in a URL. */
export function readFiles(folder: string): ReadonlyMap<string, StaticFile> {
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`The portal is not built: ${folder} has no index.html.`);
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`/${relative(folder, file).split(sep).join('/')}`, lazily(readFileSync(file), type));
  }
  return files;
}

/** Compresses on first use and keeps the result. */
function lazily(raw: Buffer, type: string): StaticFile {
  const done = new Map<Encoding, Buffer>([['identity', raw]]);
  const make = (encoding: Encoding): Buffer =>
    encoding === 'br'
      ? brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      : gzipSync(raw, { level: 9 });
  return {
    type,
    compresses: raw.length > 1_000 && !type.startsWith('font/') && type !== 'image/png',
    content: (encoding) => {
      const content = done.get(encoding) ?? make(encoding);
      done.set(encoding, content);
      return content;
    },
  };
}

/** The best encoding that the client takes. */
export function encodingFor(accepted: string | undefined): Encoding {
  const offers = (accepted ?? '').split(',').map((offer) => offer.trim().split(';'));
  const takes = (name: string): boolean =>
    offers.some(([given, weight]) => given === name && !/q=0(\.0*)?$/.test(weight ?? ''));
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}
