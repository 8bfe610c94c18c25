import type { Rule } from '@workbook/course';
import type { DomainErrorCode } from '@workbook/domain';
import { balancesOf, type Model, ownerIn } from './model.ts';

/** The rules that a race holds its oracle to. */
export type Rules = readonly Rule[];

const sum = (balances: readonly number[]) => balances.reduce((all, one) => all + one, 0);

/** Whether a rule of this kind is among them. */
export function has(rules: Rules, kind: Rule['kind']): boolean {
  return rules.some((rule) => rule.kind === kind);
}

/** How much may leave the account of that name. */
export function availableIn(model: Model, name: string, rules: Rules): number {
  return has(rules, 'sum-not-below-zero')
    ? sum(balancesOf(model, ownerIn(model, name)))
    : (model.balances.get(name) ?? 0);
}

/** Why `owner` may not have one more account, if that is so. */
export function refusesAnother(
  model: Model,
  owner: string,
  rules: Rules,
): DomainErrorCode | undefined {
  return most(rules) <= balancesOf(model, owner).length ? 'too_many_accounts' : undefined;
}

/** How many accounts one owner may have. */
export function most(rules: Rules): number {
  return Math.min(
    ...rules.map((rule) =>
      rule.kind === 'at-most-accounts' ? rule.most : Number.POSITIVE_INFINITY,
    ),
  );
}
