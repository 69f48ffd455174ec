/** One act of the control surface: its address, its strict JSON body, and what it does. */
import type { z } from 'zod';
import type { World } from '../state/world.ts';
import type { Deliverer } from '../webhooks/deliveries.ts';
import type { RequestLog } from './request-log.ts';

export type Control = { world: World; deliverer: Deliverer; requests: RequestLog };

export type Action = {
  method: string;
  /** `:id` stands for one part of the address. */
  path: string;
  perform(control: Control, body: unknown, id: string): unknown;
};

/** A refusal of the control surface; the answer's body is `{ error: message }`. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** `route` is such as `POST /_control/clock`. */
export function action<S extends z.ZodType>(
  route: string,
  schema: S,
  perform: (control: Control, body: z.output<S>, id: string) => unknown,
): Action {
  const [method = '', path = ''] = route.split(' ');
  return {
    method,
    path,
    perform: (control, body, id) => {
      const parsed = schema.safeParse(body);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new ControlError(400, `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
      }
      return perform(control, parsed.data, id);
    },
  };
}

/** The object that an address names. */
export function required<T>(found: T | undefined, id: string): T {
  if (found === undefined) throw new ControlError(404, `There is no ${id}`);
  return found;
}
