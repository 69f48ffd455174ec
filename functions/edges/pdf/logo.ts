/** Turns an uploaded logo into pixels: a PNG without transparency or metadata, which can hold nothing that acts. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { PNG } from 'pngjs';
import type { ReadLogo } from '../../capabilities/ports/pdf.ts';

/** Sharp at the size at which documents print a logo, and small enough to be sent along with each. */
const MAX_WIDTH = 1_200;
const MAX_HEIGHT = 600;
const MAX_PNG_BYTES = 300_000;

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const WHITE = 255;

/** What makes an SVG more than a drawing: scripts, handlers, documents inside it, entities, and anything from elsewhere. */
const ACTIVE = [
  /<\s*(?:\w+:)?(?:script|foreignObject|iframe|handler|listener)\b/i,
  /[\s"'/]on\w+\s*=/i,
  /<!(?:DOCTYPE|ENTITY)/i,
  /<\?xml-stylesheet/i,
  /href\s*=\s*["']?\s*(?!#|["'])[^"'\s>]/i,
  /url\(\s*["']?\s*(?!#)/i,
  /@import|javascript:|expression\s*\(/i,
];

/** Reads a PNG or SVG file; never throws for what the file holds. */
export async function readLogo(file: Uint8Array): Promise<ReadLogo> {
  const bytes = Buffer.from(file);
  try {
    return bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)
      ? fromPng(bytes)
      : await fromSvg(bytes);
  } catch {
    return { problem: 'not_an_image' };
  }
}

function fromPng(bytes: Buffer): ReadLogo {
  // The size stands before the pixels, which may be packed a thousandfold.
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  if (width > MAX_WIDTH || height > MAX_HEIGHT) return { problem: 'too_large' };
  return onWhite(PNG.sync.read(bytes));
}

async function fromSvg(bytes: Buffer): Promise<ReadLogo> {
  const svg = bytes.toString('utf8');
  if (!/<svg[\s>]/i.test(svg)) return { problem: 'not_an_image' };
  if (ACTIVE.some((pattern) => pattern.test(svg))) return { problem: 'active' };
  if (/<\s*(?:\w+:)?text\b/i.test(svg)) return { problem: 'text' };
  await loadRenderer();
  const sized = new Resvg(svg);
  const { width, height } = sized;
  if (!(width > 0 && height > 0)) return { problem: 'not_an_image' };
  const wide = width / height >= MAX_WIDTH / MAX_HEIGHT;
  const fitTo = wide
    ? { mode: 'width' as const, value: MAX_WIDTH / 2 }
    : { mode: 'height' as const, value: MAX_HEIGHT / 2 };
  return onWhite(PNG.sync.read(Buffer.from(new Resvg(svg, { fitTo }).render().asPng())));
}

/** Pages are white, and a PNG without transparency goes into a PDF as it is. */
function onWhite({ width, height, data }: PNG): ReadLogo {
  const flat = new PNG({ width, height, colorType: 2, inputColorType: 6, inputHasAlpha: true });
  for (let at = 0; at < data.length; at += 4) {
    const alpha = (data[at + 3] ?? WHITE) / WHITE;
    for (let channel = at; channel < at + 3; channel++) {
      flat.data[channel] = Math.round((data[channel] ?? 0) * alpha + WHITE * (1 - alpha));
    }
    flat.data[at + 3] = WHITE;
  }
  const png = PNG.sync.write(flat, { colorType: 2, inputColorType: 6, inputHasAlpha: true });
  return png.length > MAX_PNG_BYTES ? { problem: 'too_large' } : { png };
}

let loaded: Promise<void> | undefined;
function loadRenderer(): Promise<void> {
  loaded ??= readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')).then(
    (wasm) => initWasm(wasm),
  );
  return loaded;
}
