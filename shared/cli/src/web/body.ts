import type { Context } from 'koa';
import getRawBody from 'raw-body';
import { z } from 'zod';
import { UsageError } from '../usage/errors.ts';

/** The largest body that is read. The longest schedule that can be played is a tenth of it. */
const maxBodyBytes = 16 * 1024;

/** What pages ask for, by the end of its address. */
export const bodies = {
  again: z.strictObject({}),
  begin: z.strictObject({ step: z.string() }),
  go: z.strictObject({ step: z.string() }),
  question: z.strictObject({ step: z.string() }),
  predict: z.strictObject({ step: z.string(), guess: z.enum(['possible', 'prevented']) }),
  skip: z.strictObject({ step: z.string() }),
  hint: z.strictObject({ more: z.boolean() }),
  diff: z.strictObject({ spoil: z.boolean() }),
  next: z.strictObject({}),
  play: z.strictObject({
    step: z.string(),
    race: z.string(),
    code: z.enum(['mine', 'finished']),
    schedule: z.string(),
  }),
  orders: z.strictObject({ race: z.string() }),
} as const;

/** What is read of the bodies. */
export type Bodies = { readonly [Name in keyof typeof bodies]: z.infer<(typeof bodies)[Name]> };

/** A body that is too large: no more of it is read. */
export class TooLarge extends UsageError {}

/** Reads the body of a request to `/live/NAME`. Throws `UsageError` when it is not what it should be. */
export async function readBody<Name extends keyof Bodies>(
  ctx: Context,
  name: Name,
): Promise<Bodies[Name]> {
  if (ctx.request.type !== 'application/json') throw new UsageError('send the body as JSON');
  const { success, data } = bodies[name].safeParse(await json(ctx));
  if (!success) throw new UsageError(`this is not what can be asked of /live/${name}`);
  return data as Bodies[Name];
}

async function json(ctx: Context): Promise<unknown> {
  let text: string;
  try {
    const length = ctx.req.headers['content-length'];
    text = await getRawBody(ctx.req, { limit: maxBodyBytes, length, encoding: 'utf8' });
  } catch (error) {
    if ((error as { type?: string }).type === 'entity.too.large')
      throw new TooLarge(`the body is over ${maxBodyBytes} bytes`);
    throw new UsageError('the body ended before or after its announced length');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('the body is not JSON');
  }
}
