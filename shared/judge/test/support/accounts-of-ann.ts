import assert from 'node:assert/strict';
import type { Rule } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type { Answer, Exchange } from '../../src/verdict/history.ts';
import { explain } from '../../src/verdict/linearizability.ts';
import { ann } from './histories.ts';

export const savings = (balance: number): Account => ({ id: 2, owner: "ann's savings", balance });
export const third = { id: 3, owner: "ann's third", balance: 0 };
export const created = (body: Account): Answer => ({ status: 201, body });
export const again = (answer: Answer): Answer => ({ ...answer, isReplay: true });
export const beginning = [ann(100), savings(50)];

export const explained = (
  rules: readonly Rule[],
  exchanges: Exchange[],
  final: Account[],
  crashedAt = 99,
) => explain({ beginning, rules, crashedAt }, exchanges, final) !== undefined;

/** It is explained by the rules; without them, it is not. */
export function onlyBy(rules: readonly Rule[], exchanges: Exchange[], final: Account[]): void {
  assert.ok(explained(rules, exchanges, final));
  assert.ok(!explained([], exchanges, final));
}
