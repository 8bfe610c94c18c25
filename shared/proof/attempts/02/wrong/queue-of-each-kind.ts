/**
 * Puts a queue around each method by a helper, as a decorator would.
 *
 * Wrong: each method has a queue of its own, so a withdrawal and a deposit still meet.
 *
 * @race lost-update
 * @shows readFile accounts.json.*readFile accounts.json
 */
import { join } from 'node:path';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { type Contents, FiledAccounts } from '../base.ts';

export { needs } from '../base.ts';

export async function createAccounts({ dataFolder, screen }: Resources): Promise<OpenAccounts> {
  const accounts = new Attempt(join(dataFolder, 'accounts.json'), screen);
  for (const name of ['open', 'deposit', 'withdraw', 'transfer', 'close'] as const)
    Object.assign(accounts, { [name]: oneAtATime(accounts[name].bind(accounts) as Method) });
  return accounts;
}

type Method = (...args: never[]) => Promise<unknown>;

function oneAtATime<M extends Method>(method: M): M {
  let last: Promise<unknown> = Promise.resolve();
  return (async (...args: Parameters<M>) => {
    const mine = last.then(() => method(...args));
    last = mine.catch(() => {});
    return mine;
  }) as unknown as M;
}

class Attempt extends FiledAccounts {
  protected override async change<T>(change: (contents: Contents) => T): Promise<T> {
    const contents = await this.read();
    const result = change(contents);
    await this.write(contents);
    return result;
  }
}
