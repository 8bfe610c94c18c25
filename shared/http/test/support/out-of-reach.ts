import assert from 'node:assert/strict';
import type { Accounts } from '@workbook/domain';

/** Accounts whose methods must not be called. */
export function outOfReach(): Accounts {
  return new Proxy({} as Accounts, {
    get: (_accounts, method) => () => assert.fail(`${String(method)} was called`),
  });
}
