import { createRequire } from 'node:module';
import type { Router as KoaRouter, RouterContext } from '@koa/router';
import {
  type Account,
  type Accounts,
  checkOwner,
  DomainError,
  type ReportingAccounts,
} from '@workbook/domain';
import type { Context } from 'koa';
import { type AnyAccounts, editAtVersion, editIfMatch, hasVersions } from './conditional-edit.ts';
import { entityTag, includes, readIfMatch, readIfNoneMatch, versionOf } from './entity-tags.ts';
import { RequestRefused } from './problem-details.ts';
import { changesBy } from './request-key.ts';
import { accountId, readAmount, readOpening, readOwner, readTransfer } from './validation.ts';

// An `import` of it brings in `node:http`, with all that `node-http.ts` leaves out.
const { Router }: typeof import('@koa/router') = createRequire(import.meta.url)('@koa/router');

/** The routes of the bank. Each reads its request, makes one call, and shows what came back. */
export function createRouter(accounts: AnyAccounts): KoaRouter {
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
    const account = await changesBy(ctx, accounts).open(owner, opening);
    ctx.set('Location', `/accounts/${account.id}`);
    answerAccount(ctx, 201, account);
  });

  router.get('/accounts/:id', async (ctx) => {
    const id = accountId(ctx.params.id);
    const known = readIfNoneMatch(ctx);
    const account = await accounts.find(id);
    answerAccount(ctx, 200, account);
    const version = versionOf(account);
    // Koa leaves out the body of a 304.
    if (known !== undefined && version !== undefined && includes(known, version)) ctx.status = 304;
  });

  router.delete('/accounts/:id', async (ctx) => {
    const id = accountId(ctx.params.id);
    await editIfMatch(accounts, id, readIfMatch(ctx), (version) => accounts.close(id, version));
    ctx.status = 204;
  });

  if (hasVersions(accounts))
    router.patch('/accounts/:id', async (ctx) => {
      const id = accountId(ctx.params.id);
      const condition = readIfMatch(ctx);
      if (condition === undefined)
        throw new DomainError('version_required', 'send If-Match with the ETag that you edit');
      const owner = await readOwner(ctx);
      const rename = (version: number) => accounts.rename(id, owner, version);
      answerAccount(ctx, 200, await editAtVersion(accounts, id, condition, rename));
    });

  router.post('/accounts/:id/deposits', async (ctx) => {
    const id = accountId(ctx.params.id);
    const condition = readIfMatch(ctx);
    const amount = await readAmount(ctx);
    const changes = changesBy(ctx, accounts);
    const deposit = (version?: number) => changes.deposit(id, amount, version);
    answerAccount(ctx, 200, await editIfMatch(accounts, id, condition, deposit));
  });

  router.post('/accounts/:id/withdrawals', async (ctx) => {
    const id = accountId(ctx.params.id);
    const condition = readIfMatch(ctx);
    const amount = await readAmount(ctx);
    const changes = changesBy(ctx, accounts);
    const withdraw = (version?: number) => changes.withdraw(id, amount, version);
    answerAccount(ctx, 200, await editIfMatch(accounts, id, condition, withdraw));
  });

  router.post('/transfers', async (ctx) => {
    const { from, to, amount } = await readTransfer(ctx);
    const moved = await changesBy(ctx, accounts).transfer(from, to, amount);
    answer(ctx, 200, { from: shown(moved.from), to: shown(moved.to) });
  });

  if (canReport(accounts))
    router.get('/owners/:owner', async (ctx) => {
      const { owner = '' } = ctx.params;
      checkOwner(owner);
      const report = await accounts.report(owner);
      answer(ctx, 200, { owner, accounts: report.accounts, total: report.total });
    });

  return router;
}

function canReport(accounts: Accounts & Partial<ReportingAccounts>): accounts is ReportingAccounts {
  return typeof accounts.report === 'function';
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

/** One account: its version is not in the body but in the ETag, where HTTP looks for it. */
function answerAccount(ctx: Context, status: number, account: Account): void {
  const version = versionOf(account);
  if (version !== undefined) ctx.set('ETag', entityTag(version));
  answer(ctx, status, shown(account));
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
