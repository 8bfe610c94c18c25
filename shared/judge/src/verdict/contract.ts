import type { Call } from '@workbook/course';
import type { Account, OwnerReport } from '@workbook/domain';
import { type Answer, type Exchange, succeeded } from './history.ts';

/** An answer that has not the form that it should have. */
export interface Misshapen {
  readonly exchange: Exchange;
  /** What should be there, and what is. */
  readonly says: string;
}

/** The first answer of a wrong form, if there is one. */
export function firstMisshapen(exchanges: readonly Exchange[]): Misshapen | undefined {
  for (const exchange of exchanges) {
    const says = exchange.answer && misshapen(exchange.call, exchange.answer);
    if (says !== undefined) return { exchange, says };
  }
  return undefined;
}

/**
 * What of an answer has not the form that the HTTP interface promises, whatever the money is: `an
 * account's balance as a whole number, and "100" came`. Undefined when all has.
 */
export function misshapen({ kind }: Call, answer: Answer): string | undefined {
  if (!succeeded(answer)) return undefined;
  const { body } = answer;
  switch (kind) {
    case 'close':
      return undefined;
    case 'list':
      return Array.isArray(body)
        ? firstOf(body.map(misshapenAccount))
        : wanted('a list of accounts', body);
    case 'report':
      return misshapenReport(body);
    case 'transfer': {
      const { from, to } = (body ?? {}) as { from?: unknown; to?: unknown };
      return firstOf([misshapenAccount(from), misshapenAccount(to)]);
    }
    default:
      return misshapenAccount(body);
  }
}

const firstOf = (all: readonly (string | undefined)[]) => all.find((one) => one !== undefined);

function misshapenAccount(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return wanted('an account', value);
  const { id, owner, balance } = value as Partial<Record<keyof Account, unknown>>;
  if (!Number.isInteger(id) || (id as number) < 1)
    return wanted("an account's id as a positive whole number", id);
  if (typeof owner !== 'string') return wanted("an account's owner as text", owner);
  if (!Number.isInteger(balance)) return wanted("an account's balance as a whole number", balance);
  return undefined;
}

function misshapenReport(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return wanted('a report of an owner', value);
  const { owner, accounts, total } = value as Partial<Record<keyof OwnerReport, unknown>>;
  if (typeof owner !== 'string') return wanted("a report's owner as text", owner);
  if (!Number.isInteger(accounts))
    return wanted("a report's number of accounts as a whole number", accounts);
  return Number.isInteger(total) ? undefined : wanted("a report's total as a whole number", total);
}

function wanted(what: string, came: unknown): string {
  return `${what}, and ${came === undefined ? 'none' : JSON.stringify(came)} came`;
}
