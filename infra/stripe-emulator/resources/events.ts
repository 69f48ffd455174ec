/** `/v1/events`: what happened in the last 30 days. */
import { type Endpoint, listing, retrieve } from '../http/endpoint.ts';
import { invalidRequest } from '../params/errors.ts';
import { range, where } from '../params/ranges.ts';
import { boolean, list, optional, text } from '../params/read.ts';

const PATH = '/v1/events';
const KEPT_SECONDS = 30 * 24 * 60 * 60;

export const events: Endpoint[] = [
  listing(
    { path: PATH, kind: 'event' },
    {
      created: range,
      delivery_success: optional(boolean),
      type: optional(text()),
      types: optional(list(text(), 1, 20)),
    },
    ({ created, delivery_success: delivered, type, types }, world) => {
      if (type !== undefined && types !== undefined) {
        throw invalidRequest('You may only specify one of these parameters: type, types.', {
          code: 'parameters_exclusive',
          param: 'types',
        });
      }
      const filter = where({}, { created });
      filter.sql += " AND json_extract(data, '$.created') > ?";
      filter.values.push(world.clock.now() - KEPT_SECONDS);
      const wanted = types ?? (type === undefined ? [] : [type]);
      if (wanted.length > 0) {
        // In a type, `*` stands for any text, as in `charge.*`; GLOB reads it the same way.
        const any = wanted.map(() => "json_extract(data, '$.type') GLOB ?").join(' OR ');
        filter.sql += ` AND (${any})`;
        filter.values.push(...wanted.map((one) => one.replace(/[[\]?]/g, '')));
      }
      if (delivered !== undefined) {
        filter.sql += ` AND json_extract(data, '$.pending_webhooks') ${delivered ? '=' : '>'} 0`;
      }
      return filter;
    },
  ),
  retrieve(`${PATH}/:id`, 'event'),
];
