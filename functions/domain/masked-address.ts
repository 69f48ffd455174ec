/** An address as a list shows it: enough to know it again, too little to write to it. */

/** `a•••@patients.example` of an e-mail address, `••• 0777` of a phone number. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${[...address][0]}•••${address.slice(at)}`;
  return `••• ${address.replace(/\D/g, '').slice(-4)}`;
}
