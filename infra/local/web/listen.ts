/** Listening on one address of this machine, with an error that names the port and what to do. */
import type { Server } from 'node:http';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'needs more rights: use a port above 1023, or the systemd unit, which gives them',
  EADDRNOTAVAIL: 'is at an address that this machine does not have',
};

/** Answers the port. Throws when the address or the port cannot be had. */
export function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = REASONS[error.code ?? ''];
      reject(reason === undefined ? error : new Error(`Port ${port} of ${address} ${reason}.`));
    });
    server.listen(port, address, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}
