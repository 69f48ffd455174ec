/** Why a payment was declined, in both languages: loaded with the page that says so. */

const EN = {
  insufficient_funds: 'Your bank declined the payment because there is not enough money in the account.',
  expired_card: 'The card has expired. Please use another card.',
  incorrect_cvc: 'The security code of the card is not right. Please check it.',
  incorrect_number: 'The card number is not right. Please check it.',
  incorrect_expiry: 'The expiry date of the card is not right. Please check it.',
  incorrect_zip: 'The postal code does not match the card. Please check it.',
  authentication_required:
    'Your bank asked you to confirm the payment, and that did not work. Please try again.',
  card_not_supported: 'The card cannot be used for this payment. Please use another card.',
  currency_not_supported: 'The card cannot be used in this currency. Please use another card.',
  limit_exceeded:
    'The payment is above the limit of the card or account. Please ask your bank, or use another card.',
  processing_error: 'The payment could not be processed. Please try again in a moment.',
  account_closed: 'The bank account cannot be charged. Please use another account or a card.',
  debit_not_authorized: 'The bank refused the debit. Please ask your bank, or use a card.',
  other: 'Your bank declined the payment. Please ask your bank, or use another card.',
};

const ES: typeof EN = {
  insufficient_funds: 'Su banco rechazó el pago porque no hay saldo suficiente en la cuenta.',
  expired_card: 'La tarjeta ha caducado. Use otra tarjeta.',
  incorrect_cvc: 'El código de seguridad de la tarjeta no es correcto. Compruébelo.',
  incorrect_number: 'El número de la tarjeta no es correcto. Compruébelo.',
  incorrect_expiry: 'La fecha de caducidad de la tarjeta no es correcta. Compruébela.',
  incorrect_zip: 'El código postal no coincide con la tarjeta. Compruébelo.',
  authentication_required: 'Su banco le pidió confirmar el pago y no funcionó. Inténtelo de nuevo.',
  card_not_supported: 'La tarjeta no sirve para este pago. Use otra tarjeta.',
  currency_not_supported: 'La tarjeta no sirve para esta moneda. Use otra tarjeta.',
  limit_exceeded:
    'El pago supera el límite de la tarjeta o de la cuenta. Consulte a su banco o use otra tarjeta.',
  processing_error: 'No se pudo procesar el pago. Inténtelo de nuevo en un momento.',
  account_closed: 'No se puede cobrar en la cuenta bancaria. Use otra cuenta o una tarjeta.',
  debit_not_authorized: 'El banco rechazó el cargo. Consulte a su banco o use una tarjeta.',
  other: 'Su banco rechazó el pago. Consulte a su banco o use otra tarjeta.',
};

export const DECLINE_WORDS = { en: EN, es: ES };

/** Stripe's decline codes by what the patient can do. Others are a plain refusal: the bank gives its customer the reason. */
const DECLINES: Record<string, keyof typeof EN | undefined> = {
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  incorrect_cvc: 'incorrect_cvc',
  invalid_cvc: 'incorrect_cvc',
  incorrect_number: 'incorrect_number',
  invalid_number: 'incorrect_number',
  invalid_expiry_month: 'incorrect_expiry',
  invalid_expiry_year: 'incorrect_expiry',
  incorrect_zip: 'incorrect_zip',
  incorrect_address: 'incorrect_zip',
  authentication_required: 'authentication_required',
  payment_intent_authentication_failure: 'authentication_required',
  authentication_not_handled: 'authentication_required',
  approve_with_id: 'authentication_required',
  card_not_supported: 'card_not_supported',
  transaction_not_allowed: 'card_not_supported',
  service_not_allowed: 'card_not_supported',
  currency_not_supported: 'currency_not_supported',
  card_velocity_exceeded: 'limit_exceeded',
  withdrawal_count_limit_exceeded: 'limit_exceeded',
  processing_error: 'processing_error',
  reenter_transaction: 'processing_error',
  try_again_later: 'processing_error',
  issuer_not_available: 'processing_error',
  account_closed: 'account_closed',
  bank_account_restricted: 'account_closed',
  no_account: 'account_closed',
  debit_not_authorized: 'debit_not_authorized',
};

/** Why a payment was declined, in the language of the page and never in Stripe's words. */
export const declineReason = (code: string, language: 'en' | 'es'): string =>
  DECLINE_WORDS[language][(Object.hasOwn(DECLINES, code) && DECLINES[code]) || 'other'];
