/** The patient's side: an invoice behind a link, and its receipt. */
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { CrashGuard } from './CrashGuard.tsx';
import { ChooseLanguage } from './Frame.tsx';
import { InvoicePage } from './InvoicePage.tsx';
import { LoadingCard } from './LoadingCard.tsx';
import { CATALOGUE, initialLanguage, type Language, LanguageContext, rememberLanguage } from './language.ts';
import { type PatientPage, type Place, placeOf, turnTo } from './place.ts';
import { ForgottenPage, UnknownPage } from './Trouble.tsx';

/** Loaded when something is paid. */
const ReceiptPage = lazy(async () => ({ default: (await import('./ReceiptPage.tsx')).ReceiptPage }));
const ResultPage = lazy(async () => ({ default: (await import('./ResultPage.tsx')).ResultPage }));

const AccountPage = lazy(async () => ({ default: (await import('./AccountPage.tsx')).AccountPage }));
const VerifyPage = lazy(async () => ({ default: (await import('./VerifyPage.tsx')).VerifyPage }));

/** The same link on one of its pages. */
const placeAt = (page: PatientPage, token: string): Place =>
  page === 'invoice' ? { page, token, cancelled: false } : { page, token, session: null };

function Page({ opened }: { opened: Place }) {
  const [place, setPlace] = useState(opened);
  const token = opened.page === 'invoice' || opened.page === 'receipt' ? opened.token : undefined;
  const turn = useCallback(
    (page: PatientPage) => {
      if (token === undefined) return;
      turnTo(page, token);
      setPlace(placeAt(page, token));
    },
    [token],
  );
  useEffect(() => {
    const stepped = () => {
      const { page } = placeOf(window.location.pathname, '');
      const known = page === 'forgotten' && token !== undefined;
      const receipt = window.location.pathname.startsWith('/patient/receipt');
      if (known) setPlace(placeAt(receipt ? 'receipt' : 'invoice', token));
    };
    window.addEventListener('popstate', stepped);
    return () => window.removeEventListener('popstate', stepped);
  }, [token]);
  switch (place.page) {
    case 'invoice':
      return <InvoicePage token={place.token} returned={place.cancelled} turn={turn} />;
    case 'receipt':
      return (
        <Suspense fallback={<LoadingCard />}>
          <ReceiptPage place={place} turn={turn} />
        </Suspense>
      );
    case 'result':
      return (
        <Suspense fallback={<LoadingCard />}>
          <ResultPage token={place.token} session={place.session} cancelled={place.cancelled} />
        </Suspense>
      );
    case 'account':
      return (
        <Suspense fallback={<LoadingCard />}>
          <AccountPage token={place.token} />
        </Suspense>
      );
    case 'verify':
      return (
        <Suspense fallback={<LoadingCard />}>
          <VerifyPage />
        </Suspense>
      );
    case 'forgotten':
      return <ForgottenPage />;
    case 'unknown':
      return <UnknownPage />;
  }
}

export function PatientApp({ opened }: { opened: Place }) {
  const [language, setLanguage] = useState(initialLanguage);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = (next: Language) => {
    rememberLanguage(next);
    setLanguage(next);
  };
  return (
    <LanguageContext value={CATALOGUE[language]}>
      <ChooseLanguage value={choose}>
        <CrashGuard>
          <Page opened={opened} />
        </CrashGuard>
      </ChooseLanguage>
    </LanguageContext>
  );
}
