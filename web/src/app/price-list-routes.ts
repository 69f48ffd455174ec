/** The addresses of the price list, below `/staff`. */
import type { RouteObject } from 'react-router';

export const PRICE_LIST_ROUTES: RouteObject[] = [
  {
    path: 'price-list',
    lazy: async () => ({
      Component: (await import('../features/price-list-items/PriceListPage.tsx')).PriceListPage,
    }),
  },
  {
    path: 'price-list/:id',
    lazy: async () => ({
      Component: (await import('../features/price-list-items/PriceListItemPage.tsx')).PriceListItemPage,
    }),
  },
];
