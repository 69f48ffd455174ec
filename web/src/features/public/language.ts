/** The language of the patient pages: the one chosen here before, or the browser's. */
import { createContext, useContext } from 'react';
import { en, type Messages } from './messages.en.ts';
import { es } from './messages.es.ts';

export const CATALOGUE = { en, es } as const;
export type Language = keyof typeof CATALOGUE;
export const LANGUAGES = Object.keys(CATALOGUE) as Language[];

const KEY = 'clinic-language';

/** The first wanted language that we speak, or English. */
export function pickLanguage(wanted: readonly string[]): Language {
  const known = wanted.map((tag) => tag.toLowerCase().split('-')[0]);
  return known.map((tag) => LANGUAGES.find((language) => language === tag)).find(Boolean) ?? 'en';
}

export const initialLanguage = (): Language =>
  pickLanguage([localStorage.getItem(KEY) ?? '', ...navigator.languages]);

export const rememberLanguage = (language: Language): void => localStorage.setItem(KEY, language);

export const LanguageContext = createContext<Messages>(en);
export const useMessages = (): Messages => useContext(LanguageContext);
