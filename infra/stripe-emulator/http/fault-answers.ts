/** What a fault makes of a call: an answer in its place, or an accident to the answer on its way. */
import type { Fault } from '../faults/faults.ts';
import { newId } from '../state/ids.ts';
import { type Answer, json } from './message.ts';

/** The answer when the call is not worked on at all. */
export function faultBefore(fault: Fault): Answer | undefined {
  switch (fault.mode) {
    case 'rate_limit':
      return failure(429, 'rate_limit_error', 'rate_limit', 'Request rate limit exceeded.');
    case 'lock_timeout': {
      const message = 'This object cannot be accessed right now because another API request is accessing it.';
      return failure(429, 'invalid_request_error', 'lock_timeout', message);
    }
    case 'status':
    case 'error_500':
      return failure(fault.status ?? 500, 'api_error', undefined, 'An unknown error occurred.');
    case 'reset':
      return { ...json(500, {}), fate: 'cut' };
    case 'hang':
      return { ...json(500, {}), fate: 'never' };
    case 'html502':
    case 'empty_json':
      return fault.work === true ? undefined : middlebox(fault);
    default:
      return undefined;
  }
}

/** The accident to an answer whose work is done. */
export function faultOnTheWay(fault: Fault, answer: Answer): Answer {
  switch (fault.mode) {
    case 'lose_response':
      return { ...answer, fate: 'cut' };
    case 'lose_response_hang':
      return { ...answer, fate: 'never' };
    case 'truncate':
      return { ...answer, fate: 'truncated' };
    case 'html502':
    case 'empty_json':
      return middlebox(fault);
    default:
      return answer;
  }
}

function middlebox(fault: Fault): Answer {
  if (fault.mode === 'empty_json') return json(500, {}, { 'request-id': newId('req') });
  const body = '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>';
  return { status: 502, headers: { 'content-type': 'text/html' }, body };
}

function failure(status: number, type: string, code: string | undefined, message: string): Answer {
  const body = { error: { type, message, ...(code === undefined ? {} : { code }) } };
  return json(status, body, { 'request-id': newId('req') });
}
