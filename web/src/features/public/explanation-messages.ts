/** The texts of an explained balance, which the page loads when the patient asks for it. */
import { CATALOGUE, useMessages } from './language.ts';

const en = {
  loading: 'Loading…',
  failed: 'We could not load this. Please try again.',
};

const es: typeof en = {
  loading: 'Cargando…',
  failed: 'No pudimos cargar esto. Inténtelo de nuevo.',
};

/** In the language of the page. */
export const useExplanationMessages = (): typeof en => (useMessages() === CATALOGUE.es ? es : en);
