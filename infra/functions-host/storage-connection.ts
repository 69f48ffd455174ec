/** How a connection setting names a storage account: a connection string, or an account that a managed identity enters. */
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';

export type IdentityConnection = { uri: string; clientId: string | undefined };

/**
 * A connection named X is the setting `AzureWebJobsX` or `X`: a connection string, which wins, or
 * `X__queueServiceUri`, `X__blobServiceUri` or `X__accountName`, with `X__clientId` where the app has several identities.
 */
export function connectionOf(
  name: string,
  service: 'queue' | 'blob',
  env: NodeJS.ProcessEnv,
): string | IdentityConnection {
  const setting = (part: string): string | undefined =>
    env[`AzureWebJobs${name}${part}`] || env[`${name}${part}`] || undefined;
  const connection = setting('');
  if (connection !== undefined) return connection;
  const accountName = setting('__accountName');
  const byName = accountName === undefined ? undefined : `https://${accountName}.${service}.core.windows.net`;
  const uri = setting(`__${service}ServiceUri`) ?? byName;
  if (uri === undefined) throw new Error(`${name} is missing: it is the connection to the storage account.`);
  return { uri, clientId: setting('__clientId') };
}

/** A credential that loads `@azure/identity` at its first token, so that a connection string never needs it. */
export function identityCredential(clientId: string | undefined): TokenCredential {
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
