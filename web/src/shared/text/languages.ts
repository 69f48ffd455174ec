/** The languages in which the clinic writes, in words. */
export const LANGUAGE_WORDS = { en: 'English', es: 'Spanish' } as const;
