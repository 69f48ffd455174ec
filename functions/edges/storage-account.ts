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

/**
 * The account that settings name: a connection string wins over an identity, as in the Functions host. Undefined when there
 * is neither.
 *
 * @param name of the connection: `AzureWebJobsStorage` or `BACKUP_STORAGE`
 */
export function accountIn(
  settings: Readonly<Record<string, unknown>>,
  name: string,
): StorageAccount | undefined {
  const text = (setting: string): string | undefined => {
    const value = settings[setting];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const accountName = text(`${name}__accountName`);
  const connection = text(name);
  if (connection !== undefined || accountName === undefined) return connection;
  return managedAccount(accountName, text(`${name}__clientId`));
}

/** The addresses of an account in the public cloud. */
export const managedAccount = (accountName: string, clientId: string | undefined): ManagedAccount => ({
  blobUri: `https://${accountName}.blob.core.windows.net`,
  queueUri: `https://${accountName}.queue.core.windows.net`,
  clientId,
});

/**
 * Loads `@azure/identity` when the first token is needed, so that other installations never do. Outside Azure, where an
 * operator runs a tool, it is the identity of `az login`.
 */
export function managedIdentity(clientId: string | undefined): TokenCredential {
  let loaded: Promise<TokenCredential> | undefined;
  const load = async (): Promise<TokenCredential> => {
    const { AzureCliCredential, ChainedTokenCredential, ManagedIdentityCredential } = await import(
      '@azure/identity'
    );
    const managed =
      clientId === undefined ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });
    return new ChainedTokenCredential(managed, new AzureCliCredential());
  };
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
      loaded ??= load();
      return (await loaded).getToken(scopes, options);
    },
  };
}
