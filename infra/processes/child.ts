/** What every local service does as a child: it says when it is ready and stops with its parent. */

/** Reports to the parent (or, run by hand, to the terminal) that the service answers, and where. */
export function sayReady(addresses: Record<string, unknown>): void {
  const message = { ready: true, ...addresses };
  if (process.send === undefined) process.stdout.write(`${JSON.stringify(message)}\n`);
  else process.send(message);
}

/**
 * Stops the service once: on SIGTERM, on Ctrl-C, and when the parent is gone (a killed parent closes the channel,
 * so nothing is left behind to block the next start).
 */
export function stopWithParent(stop: () => Promise<void>): void {
  let stopping = false;
  const once = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, once);
  process.on('disconnect', once);
}

/** Runs a child's main function; a failure is one line on standard error and exit code 1. */
export function runChild(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
