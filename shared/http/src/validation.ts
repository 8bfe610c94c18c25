import {
  checkAmount,
  checkOpening,
  checkOwner,
  checkTransfer,
  UnknownAccount,
} from '@workbook/domain';
import type { Context } from 'koa';
import { z } from 'zod';
import { readJson } from './body.ts';
import { RequestRefused } from './problem-details.ts';

/** Ids are 32-bit, so that every storage can keep them in its ordinary integer. */
const maxAccountId = 2_147_483_647;

// The schemas tell types apart, and the domain's rules values. That is the line between 400 and 422.

/** Any JSON number, 1e999 too (which reads as Infinity): its size is for the domain to judge. */
const number = z.custom<number>((value) => typeof value === 'number', 'must be a number');
const text = z.string('must be text');
const options = { error: 'the body must be a JSON object' };

const openingSchema = z.strictObject({ owner: text, opening: number }, options);
const ownerSchema = z.strictObject({ owner: text }, options);
const amountSchema = z.strictObject({ amount: number }, options);
const transferSchema = z.strictObject({ from: number, to: number, amount: number }, options);

/**
 * The account that a request wants to open.
 * Throws what `readJson` throws, `malformed` for a field of a wrong type, or `InvalidOwner` or
 * `InvalidAmount` for a value that the domain refuses.
 */
export async function readOpening(ctx: Context): Promise<{ owner: string; opening: number }> {
  const { owner, opening } = parse(openingSchema, await readJson(ctx));
  checkOpening(owner, opening);
  // JSON has a -0. Adding zero makes it the one and only 0.
  return { owner, opening: opening + 0 };
}

/** The owner that an account will have. Throws like `readOpening`. */
export async function readOwner(ctx: Context): Promise<string> {
  const { owner } = parse(ownerSchema, await readJson(ctx));
  checkOwner(owner);
  return owner;
}

/** The amount of a deposit or a withdrawal. Throws like `readOpening`. */
export async function readAmount(ctx: Context): Promise<number> {
  const { amount } = parse(amountSchema, await readJson(ctx));
  checkAmount(amount);
  return amount;
}

/** The transfer that a request asks for. Throws like `readOpening`, `SameAccount`, `UnknownAccount`. */
export async function readTransfer(
  ctx: Context,
): Promise<{ from: number; to: number; amount: number }> {
  const { from, to, amount } = parse(transferSchema, await readJson(ctx));
  checkTransfer(from, to, amount);
  if (!canBeId(from)) throw new UnknownAccount(from);
  if (!canBeId(to)) throw new UnknownAccount(to);
  return { from, to, amount };
}

/**
 * The id in a path. Only its plain decimal form names an account: `01`, `1.0`, `1e0` and `0x1` lead
 * nowhere, just as a number too large for an id does. Throws `UnknownAccount`, for all of them.
 */
export function accountId(segment: string | undefined): number {
  const id = Number(segment);
  if (!canBeId(id) || String(id) !== segment) throw new UnknownAccount(segment);
  return id;
}

function canBeId(id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= maxAccountId;
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RequestRefused('malformed', issue === undefined ? options.error : sentence(issue));
}

/** One sentence that names the field. */
function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const key = JSON.stringify(issue.keys[0]?.slice(0, 40));
    return `the body has a field ${key} that is not known here, leave it out`;
  }
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')} ${issue.message}`;
}
