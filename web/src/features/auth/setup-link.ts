/** The link to the first administrator's page that `npm run setup` prints. */

/** The setup code of the link; it stands behind the #, which is sent to no server. Empty when there is none. */
export const codeInAddress = (hash: string): string => new URLSearchParams(hash.slice(1)).get('code') ?? '';
