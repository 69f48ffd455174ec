/** How a storage account is entered: with a connection string, or by the identity that Azure gives the app (decision 40). */
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';

/** As the Functions host names it: `AzureWebJobsStorage__accountName` and, for an identity of several, `__clientId`. */
export type ManagedAccount = {
  blobUri: string;
  queueUri: string;
  /** Undefined: the identity of the system. */
  clientId: string | undefined;
};
export type StorageAccount = string | ManagedAccount;

/** The addresses of an account in the public cloud. */
export const managedAccount = (accountName: string, clientId: string | undefined): ManagedAccount => ({
  blobUri: `https://${accountName}.blob.core.windows.net`,
  queueUri: `https://${accountName}.queue.core.windows.net`,
  clientId,
});

/** Loads `@azure/identity` when the first token is needed, so that other installations never do. */
export function managedIdentity(clientId: string | undefined): TokenCredential {
  let loaded: Promise<TokenCredential> | undefined;
  const load = async (): Promise<TokenCredential> => {
    const { ManagedIdentityCredential } = await import('@azure/identity');
    return clientId === undefined
      ? new ManagedIdentityCredential()
      : new ManagedIdentityCredential({ clientId });
  };
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
      loaded ??= load();
      return (await loaded).getToken(scopes, options);
    },
  };
}
