/** What a Prometheus on this machine reads: the app's metrics, and what only the server knows: its restarts. */
import type { Reading } from '../../functions/domain/metrics.ts';
import { readingsText } from '../../functions/domain/metrics-text.ts';
import type { ServerSettings } from './settings-file.ts';

const PATIENCE_MS = 10_000;

/** The text of both. When the app does not answer, `clinic_app_up` is 0 and there is nothing else of it. */
export async function serverMetrics(
  { answers, Values }: Pick<ServerSettings, 'answers' | 'Values'>,
  restarts: ReadonlyMap<string, number>,
): Promise<string> {
  const app = await appMetrics(answers.api_port, Values.METRICS_TOKEN);
  const own: Reading[] = [
    { name: 'clinic_app_up', labels: {}, value: app === undefined ? 0 : 1 },
    ...[...restarts].map(([part, value]) => ({
      name: 'clinic_part_restarts_total',
      labels: { part },
      value,
    })),
  ];
  return `${app ?? ''}${readingsText(own)}`;
}

async function appMetrics(port: number, token: string | undefined): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/metrics`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}
