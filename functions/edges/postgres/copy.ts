/** COPY in both directions, as streams: a table of any size goes through little memory. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type pg from 'pg';

/** A method of the driver's query objects that its types lack. */
type Wire = {
  stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};
type Submitted = pg.Submittable & { submit(connection: Wire): void };

const IN_FLIGHT_BYTES = 1024 * 1024;
const nothing = (): void => undefined;

/** The output of `copy … to stdout`, held back when the reader is slow. */
export function copyOut(client: pg.ClientBase, text: string): Readable {
  let wire: Wire | undefined;
  const output = new Readable({
    read: () => wire?.stream.resume(),
    // Whoever stops reading lets the rest pass by, so that the connection can be used again.
    destroy(error, done) {
      wire?.stream.resume();
      done(error);
    },
  });
  const query = {
    submit(connection: Wire) {
      wire = connection;
      connection.query(text);
    },
    handleCopyData({ chunk }: { chunk: Buffer }, connection: Wire) {
      // The driver reuses the memory of a chunk for the next message, so the reader gets a copy of its own.
      if (!output.destroyed && !output.push(Buffer.from(chunk))) connection.stream.pause();
    },
    handleError(error: Error) {
      wire?.stream.resume();
      output.destroy(error);
    },
    handleCommandComplete: nothing,
    handleReadyForQuery() {
      if (!output.destroyed) output.push(null);
    },
  };
  client.query(query as unknown as Submitted);
  return output;
}

/** Feeds `copy … from stdin`. Rejects with the database's reason when it does not take the rows. */
export function copyIn(client: pg.ClientBase, text: string, source: AsyncIterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    const query = {
      submit: (connection: Wire) => connection.query(text),
      handleCopyInResponse(connection: Wire) {
        feed(connection, source, () => failure !== undefined).catch((error: Error) => {
          failure = error;
          connection.sendCopyFail('The source failed.');
        });
      },
      // The driver reports nothing more after an error. Our own reason for it says more than the database's.
      handleError(error: Error) {
        failure ??= error;
        reject(failure);
      },
      handleCommandComplete: nothing,
      handleReadyForQuery: () => resolve(),
    };
    client.query(query as unknown as Submitted);
  });
}

async function feed(wire: Wire, source: AsyncIterable<Buffer>, failed: () => boolean): Promise<void> {
  for await (const chunk of source) {
    if (failed()) return;
    wire.sendCopyFromChunk(chunk);
    if (wire.stream.writableLength > IN_FLIGHT_BYTES) await once(wire.stream, 'drain');
  }
  wire.endCopyFrom();
}
