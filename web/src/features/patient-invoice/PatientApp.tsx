/** The patient's side: an invoice behind a link, and its receipt. */
import { useLayoutEffect, useMemo, useState } from 'react';
import { CrashGuard } from './CrashGuard.tsx';
import { ChooseLanguage } from './Frame.tsx';
import { InvoicePage } from './InvoicePage.tsx';
import { CATALOGUE, initialLanguage, type Language, LanguageContext, rememberLanguage } from './language.ts';
import { placeOf } from './place.ts';
import { ReceiptPage } from './ReceiptPage.tsx';
import { UnknownPage } from './Trouble.tsx';

function Page() {
  const place = useMemo(() => placeOf(window.location.pathname, window.location.search), []);
  switch (place.page) {
    case 'invoice':
      return <InvoicePage token={place.token} returned={place.cancelled} />;
    case 'receipt':
      return <ReceiptPage token={place.token} session={place.session} />;
    case 'unknown':
      return <UnknownPage />;
  }
}

export function PatientApp() {
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
          <Page />
        </CrashGuard>
      </ChooseLanguage>
    </LanguageContext>
  );
}
