/** The text of a patient's page: the page's own components, rendered outside a browser. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';
import type * as z from 'zod';
import type { PublicExplanation } from '../../../functions/contracts/invoice-explanation.ts';
import type { publicInvoice } from '../../../functions/contracts/public.ts';
import type { Language } from '../../../functions/domain/messages.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const ENTRY = `
  import { createElement as element } from 'react';
  import { renderToStaticMarkup } from 'react-dom/server';
  import { ExplainedParts } from './BalanceExplanation.tsx';
  import { AmountDue } from './InvoicePage.tsx';
  import { Items } from './Items.tsx';
  import { CATALOGUE, LanguageContext } from './language.ts';
  const textsOf = (content, language) =>
    renderToStaticMarkup(element(LanguageContext, { value: CATALOGUE[language] }, content))
      .split(/<[^>]*>/).map((text) => text.replaceAll('&amp;', '&').replaceAll('&#x27;', "'")).filter(Boolean);
  export const words = CATALOGUE;
  export const amountDue = (invoice, language) => textsOf(element(AmountDue, { invoice, token: '' }), language);
  export const items = (invoice, language) => textsOf(element(Items, { invoice }), language);
  export const explained = (explanation, language) => textsOf(element(ExplainedParts, { explanation }), language);
`;

type PublicInvoice = z.output<typeof publicInvoice>;
type Labels = Record<'total' | 'paid' | 'credited' | 'balance', string>;

export type PageText = {
  words: Record<Language, Labels>;
  amountDue(invoice: PublicInvoice, language: Language): string[];
  items(invoice: PublicInvoice, language: Language): string[];
  explained(explanation: PublicExplanation, language: Language): string[];
};

/** Bundles the components of the page once. */
export async function openPageText(): Promise<PageText> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: join(ROOT, 'web/src/features/public'), loader: 'ts' },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', jsx: 'automatic' },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const page = { exports: {} };
  const run = compileFunction(outputFiles[0]?.text ?? '', ['require', 'module', 'exports']);
  run(createRequire(join(ROOT, 'package.json')), page, page.exports);
  return page.exports as PageText;
}

/** The text that follows the last place of a label. */
export const valueAfter = (texts: readonly string[], label: string): string | undefined => {
  const at = texts.lastIndexOf(label);
  return at < 0 ? undefined : texts[at + 1];
};
