/** Load on one server: so many connections for so long, and how long each answer took. */
import autocannon from 'autocannon';

/** One request; made anew for each, so that no two of them do the same work. */
export type Call = {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
};

export type Measured = {
  /** Milliseconds of each answer. */
  latencies: number[];
  seconds: number;
  /** Answers that were no success, and requests without an answer. */
  failed: number;
  /** What the first failed answer was. */
  firstFailure: string | undefined;
};

export const NOTHING: Measured = { latencies: [], seconds: 0, failed: 0, firstFailure: undefined };

export const join = (one: Measured, other: Measured): Measured => ({
  latencies: [...one.latencies, ...other.latencies],
  seconds: one.seconds + other.seconds,
  failed: one.failed + other.failed,
  firstFailure: one.firstFailure ?? other.firstFailure,
});

/** Sends `next()` over and over for so long; stops early when `next` has no more. */
export async function load(
  base: string,
  next: () => Call | undefined,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Measured> {
  const latencies: number[] = [];
  let [failed, spent] = [0, false];
  let firstFailure: string | undefined;
  const began = performance.now();
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    // The first request is made before autocannon returns.
    let running: autocannon.Instance | undefined;
    running = autocannon(
      {
        url: base,
        connections,
        duration: seconds,
        timeout: 60,
        requests: [
          {
            setupRequest(request) {
              const call = next();
              if (!call) {
                spent = true;
                running?.stop?.();
                return request;
              }
              const { method, path, headers = {}, body = '' } = call;
              return { ...request, method, path, headers, body };
            },
            onResponse(status, body) {
              if (spent || (status >= 200 && status < 300)) return;
              failed++;
              firstFailure ??= `${status} ${body.slice(0, 300)}`;
            },
          },
        ],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
    if (spent) running.stop?.();
    running.on('response', (_client, _status, _bytes, milliseconds) => {
      if (!spent) latencies.push(milliseconds);
    });
  });
  if (errors > 0) firstFailure ??= 'no answer';
  return { latencies, seconds: (performance.now() - began) / 1000, failed: failed + errors, firstFailure };
}
