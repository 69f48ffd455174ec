/** Types of bootstrap.mjs, which stays plain JavaScript because it runs on the machine's own Node. */
declare module '*/bootstrap.mjs' {
  export function reasonToInstall(root: string): string | undefined;
  export function noteInstalled(root: string): void;
}
