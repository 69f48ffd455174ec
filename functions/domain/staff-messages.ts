/** The words of e-mails to staff about their own account and about new admins. */

import { isolate } from './bidirectional-text.ts';
import { fillIn } from './fill-in.ts';
import { type EmailText, escapeHtml, isolateHtml, type Language } from './messages.ts';

export const STAFF_MESSAGE_KINDS = [
  'link',
  'new_sign_in',
  'password_changed',
  'second_factor_added',
  'second_factor_removed',
  'recovery_codes_renewed',
  'role_changed',
  'account_disabled',
  'account_enabled',
  'admin_access',
] as const;
export type StaffMessageKind = (typeof STAFF_MESSAGE_KINDS)[number];

/** What staff read of an e-mail that failed without a reason. */
export const EMAIL_REFUSED = 'It was refused.';

type Words = { subject: string; lead: string };
type Text = Exclude<StaffMessageKind, 'link'> | 'invite' | 'reset';

const WORDS: Record<Language, Record<Text, Words>> = {
  en: {
    invite: {
      subject: 'Your account at {clinic}',
      lead: 'You were invited to work in {clinic}’s billing. Choose your password with this link. It works once.',
    },
    reset: {
      subject: 'Choose a new password',
      lead: 'An admin of {clinic} requested a new password for your account. Choose it with this link. It works once, for an hour.',
    },
    new_sign_in: {
      subject: 'New sign-in to your account',
      lead: 'A new device signed in to your account at {clinic} on {at}.',
    },
    password_changed: {
      subject: 'Your password was changed',
      lead: 'The password of your account at {clinic} was changed on {at}.',
    },
    second_factor_added: {
      subject: 'Two-factor authentication is on',
      lead: 'Two-factor authentication was turned on for your account at {clinic} on {at}.',
    },
    second_factor_removed: {
      subject: 'Two-factor authentication is off',
      lead: 'Two-factor authentication was removed from your account at {clinic} on {at}.',
    },
    recovery_codes_renewed: {
      subject: 'Your recovery codes were replaced',
      lead: 'The recovery codes of your account at {clinic} were replaced on {at}. Earlier ones stopped working.',
    },
    role_changed: {
      subject: 'Your role was changed',
      lead: 'Your role at {clinic} was changed on {at}.',
    },
    account_disabled: {
      subject: 'Your account was disabled',
      lead: 'An admin disabled your account at {clinic} on {at}. You cannot sign in, and all your sessions ended.',
    },
    account_enabled: {
      subject: 'Your account was enabled',
      lead: 'An admin enabled your account at {clinic} on {at}. You can sign in with the password that you had.',
    },
    admin_access: {
      subject: 'Admin access for {about}',
      lead: 'On {at}, access as an admin of {clinic} was given to {about}, or their password or second factor was reset.',
    },
  },
  es: {
    invite: {
      subject: 'Su cuenta en {clinic}',
      lead: 'Le han invitado a trabajar en la facturación de {clinic}. Elija su contraseña con este enlace. Funciona una sola vez.',
    },
    reset: {
      subject: 'Elija una contraseña nueva',
      lead: 'Un administrador de {clinic} pidió una contraseña nueva para su cuenta. Elíjala con este enlace. Funciona una sola vez, durante una hora.',
    },
    new_sign_in: {
      subject: 'Nuevo inicio de sesión en su cuenta',
      lead: 'Alguien inició sesión en su cuenta de {clinic} desde un dispositivo que no se había usado antes, el {at}.',
    },
    password_changed: {
      subject: 'Su contraseña ha cambiado',
      lead: 'La contraseña de su cuenta en {clinic} se cambió el {at}.',
    },
    second_factor_added: {
      subject: 'La verificación en dos pasos está activada',
      lead: 'La verificación en dos pasos de su cuenta en {clinic} se activó el {at}.',
    },
    second_factor_removed: {
      subject: 'La verificación en dos pasos está desactivada',
      lead: 'La verificación en dos pasos de su cuenta en {clinic} se quitó el {at}.',
    },
    recovery_codes_renewed: {
      subject: 'Sus códigos de recuperación son nuevos',
      lead: 'Los códigos de recuperación de su cuenta en {clinic} se cambiaron el {at}. Los anteriores ya no funcionan.',
    },
    role_changed: {
      subject: 'Su función ha cambiado',
      lead: 'Su función en {clinic} se cambió el {at}.',
    },
    account_disabled: {
      subject: 'Su cuenta está desactivada',
      lead: 'Un administrador desactivó su cuenta en {clinic} el {at}. No puede iniciar sesión y todas sus sesiones terminaron.',
    },
    account_enabled: {
      subject: 'Su cuenta vuelve a estar activa',
      lead: 'Un administrador activó su cuenta en {clinic} el {at}. Puede iniciar sesión con la contraseña que tenía.',
    },
    admin_access: {
      subject: 'Acceso de administrador para {about}',
      lead: 'El {at} se dio acceso como administrador de {clinic} a {about}, o se restableció su contraseña o su segundo factor.',
    },
  },
};

const FOOT: Record<Language, string> = {
  en: 'If you did not expect this, inform another admin of your clinic at once.',
  es: 'Si no lo esperaba, avise enseguida a otro administrador de su clínica.',
};
const LOCALES: Record<Language, string> = { en: 'en-US', es: 'es-US' };

export type StaffMessageFacts = {
  clinicName: string;
  timeZone: string;
  happenedAt: Date;
  aboutName: string | null;
  link: { url: string; purpose: 'invite' | 'reset' } | undefined;
};

/** The e-mail in the reader's language, as plain text and as HTML. */
export function staffEmailText(
  kind: StaffMessageKind,
  language: Language,
  facts: StaffMessageFacts,
): EmailText {
  const at = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: facts.timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(facts.happenedAt);
  const fill = (text: string, mark: (typed: string) => string): string =>
    fillIn(text, { clinic: mark(facts.clinicName), about: mark(facts.aboutName ?? ''), at });
  const words = WORDS[language][kind === 'link' ? (facts.link?.purpose ?? 'reset') : kind];
  const [subject, lead, foot] = [fill(words.subject, isolate), fill(words.lead, isolate), FOOT[language]];
  const url = facts.link?.url;
  return {
    subject,
    text: `${isolate(facts.clinicName)}\n\n${lead}\n${url ? `\n${url}\n` : ''}\n${foot}\n`,
    html: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="color:#333333;font:16px/1.5 Inter,Roboto,'Segoe UI',sans-serif"><div role="main">
<h1 style="font-size:20px">${isolateHtml(facts.clinicName)}</h1><p>${fill(escapeHtml(words.lead), isolateHtml)}</p>
${url ? `<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>` : ''}<p>${escapeHtml(foot)}</p></div></body></html>
`,
  };
}
