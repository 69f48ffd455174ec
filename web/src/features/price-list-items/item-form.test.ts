import { expect, test } from 'vitest';
import { type PriceListItem, priceListItems } from '../../../../functions/contracts/price-list-items.ts';
import { checkForm } from '../../shared/inputs/contract-form.ts';
import { type PriceListValues, priceListInput, priceListRules, priceListValues } from './item-form.ts';

const item: PriceListItem = {
  id: '0190d7a0-0000-7000-8000-000000000001',
  version_id: '0190d7a0-0000-7000-8000-000000000002',
  code: '90837',
  code_system: 'CPT',
  names: { en: 'Psychotherapy', es: 'Psicoterapia' },
  category: 'Therapy',
  unit: 'session',
  prices: { usd: 180_00, jpy: 25_000 },
  tax_rate_thousandths: 8_875,
  active_from: '2026-01-01',
  active_to: null,
  withdrawn: false,
  version: 1,
  updated_at: '2026-11-28T00:00:00Z',
};
const messages = (change: Partial<PriceListValues>) =>
  Object.fromEntries(
    checkForm(priceListItems.create.input, { ...priceListValues(item), ...change }, priceListRules('usd'))
      .messages,
  );

test('an item goes through the form unchanged', () => {
  const { id: _, version_id, withdrawn, version, updated_at, ...content } = item;
  expect(priceListInput(priceListValues(item))).toEqual(content);
  expect(messages({})).toEqual({});
});

test('what is missing or cannot be read is said at its field', () => {
  const prices = priceListValues().prices;
  expect(messages({ prices })).toEqual({ 'prices.usd': 'Enter a price in at least one currency.' });
  expect(messages({ prices: { ...prices, jpy: { text: '1.5', problem: 'decimals' } } })).toHaveProperty([
    'prices.jpy',
  ]);
  expect(messages({ tax_rate_thousandths: '101' })).toHaveProperty('tax_rate_thousandths');
  expect(messages({ names: { en: ' ', es: '' } })).toEqual({
    'names.en': 'Enter a name in at least one language.',
  });
});
