import Router, { type RouterContext } from '@koa/router';
import type { Account, Accounts } from '@workbook/domain';
import type { Context } from 'koa';
import { RequestRefused } from './problem-details.ts';
import { accountId, readAmount, readOpening, readTransfer } from './validation.ts';

/** The routes of the bank. Each reads its request, makes one call, and shows what came back. */
export function createRouter(accounts: Accounts): Router {
  // Strict and sensitive: an account has one address, not four that differ in a slash or a capital.
  const router = new Router({ strict: true, sensitive: true });

  router.get('/health', (ctx) => {
    answer(ctx, 200, { status: 'ok' });
  });

  router.get('/accounts', async (ctx) => {
    answer(ctx, 200, (await accounts.list()).map(shown));
  });

  router.post('/accounts', async (ctx) => {
    const { owner, opening } = await readOpening(ctx);
    const account = await accounts.open(owner, opening);
    ctx.set('Location', `/accounts/${account.id}`);
    answer(ctx, 201, shown(account));
  });

  router.get('/accounts/:id', async (ctx) => {
    answer(ctx, 200, shown(await accounts.find(accountId(ctx.params.id))));
  });

  router.delete('/accounts/:id', async (ctx) => {
    await accounts.close(accountId(ctx.params.id));
    ctx.status = 204;
  });

  router.post('/accounts/:id/deposits', async (ctx) => {
    const id = accountId(ctx.params.id);
    answer(ctx, 200, shown(await accounts.deposit(id, await readAmount(ctx))));
  });

  router.post('/accounts/:id/withdrawals', async (ctx) => {
    const id = accountId(ctx.params.id);
    answer(ctx, 200, shown(await accounts.withdraw(id, await readAmount(ctx))));
  });

  router.post('/transfers', async (ctx) => {
    const { from, to, amount } = await readTransfer(ctx);
    const moved = await accounts.transfer(from, to, amount);
    answer(ctx, 200, { from: shown(moved.from), to: shown(moved.to) });
  });

  return router;
}

/** Refuses what no route took: 405 where another method would have been taken, else 404. */
export function refuseUnrouted(ctx: Context): never {
  const { matched = [] } = ctx as Partial<RouterContext>;
  const methods = new Set(matched.flatMap((layer) => layer.methods));
  if (methods.size === 0)
    throw new RequestRefused('unknown_route', `no route leads to ${shortened(ctx.path)}`);
  const allowed = [...methods].sort().join(', ');
  const message = `${ctx.method} is not possible here, use one of ${allowed}`;
  throw new RequestRefused('method_not_allowed', message, { Allow: allowed });
}

/** Written out here, not by Koa, so that a value that JSON cannot hold counts as a defect. */
function answer(ctx: Context, status: number, value: unknown): void {
  ctx.status = status;
  ctx.set('Content-Type', 'application/json');
  ctx.body = JSON.stringify(value);
}

/** Field by field: a storage may hand out its own entity, which may hold more than is ours to show. */
function shown({ id, owner, balance }: Account): Account {
  return { id, owner, balance };
}

function shortened(path: string): string {
  return path.length > 100 ? `${path.slice(0, 100)}…` : path;
}
