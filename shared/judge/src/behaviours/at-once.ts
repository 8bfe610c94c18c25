import type { Account } from '@workbook/domain';
import { type Answer, codeOf } from '../verdict/history.ts';
import { type Finding, fails, holds } from './behaviour.ts';
import type { Ground } from './ground.ts';
import { HeldCommits } from './held-commits.ts';
import type { RequestLine, Service } from './service.ts';

/** A request, with its key where another one has the same. */
type Asked = readonly [request: RequestLine, payload?: object, key?: string];

/** Two instances on one database, whose requests can be made to commit at once. */
class Together {
  readonly services: readonly [Service, Service];
  readonly #commits: HeldCommits;

  private constructor(services: readonly [Service, Service], commits: HeldCommits) {
    this.services = services;
    this.#commits = commits;
  }

  static async open(ground: Ground): Promise<Together> {
    // No statement ends by itself while it is kept from committing.
    const patient = { postgres: { lockTimeoutMs: 60_000 } };
    const services = [await ground.start(patient), await ground.start(patient)] as const;
    return new Together(services, await HeldCommits.open(ground));
  }

  /** What both are answered, each by an instance of its own. */
  async ask(one: Asked, other: Asked): Promise<readonly (Answer | undefined)[]> {
    return await this.#commits.during(
      [one, other].map(([request, payload, key], i) => async () => {
        const service = this.services[i] as Service;
        return await service.ask(request, payload, undefined, key);
      }),
    );
  }

  /** The accounts of an owner. */
  async accountsOf(owner: string): Promise<readonly Account[]> {
    const { body } = await this.services[0].ask('GET /accounts');
    return (body as readonly Account[]).filter((account) => account.owner === owner);
  }
}

/**
 * Of two openings at once, for an owner of one account, the second is refused; for one of none, neither is. An account that
 * is closed twice at once counts as one.
 */
export async function countsAtOnce(ground: Ground): Promise<Finding> {
  const together = await Together.open(ground);
  const [service] = together.services;
  await service.open('ann', 100);
  const openTwo = async (owner: string) => {
    const opening: Asked = ['POST /accounts', { owner, opening: 0 }];
    return await together.ask(opening, opening);
  };
  await openTwo('ann');
  const { length } = await together.accountsOf('ann');
  if (length > 2)
    return fails(
      `expected that an owner of one account who opens two at once has two, and there are ${length}: each was counted before the other one was committed`,
    );
  const answers = await openTwo('bob');
  // One that is told to come again has been refused for another reason.
  if (answers.some((answer) => answer && codeOf(answer) === 'too_many_accounts'))
    return fails(
      'expected that an owner of no account who opens two at once gets both, and one was refused with too_many_accounts',
    );
  await service.open('cleo', 100);
  const twice = await closeTwice(together, 'cleo');
  if (twice !== undefined) return fails(twice);
  for (let opened = 0; opened < 2; opened += 1)
    await service.ask('POST /accounts', { owner: 'cleo', opening: 0 });
  if ((await together.accountsOf('cleo')).length <= 2) return holds;
  return fails(
    'expected that an owner of two accounts, of which one is closed twice at once, can open one, and two were opened',
  );
}

/** What is wrong where two close one account at once, if anything: of the owner's, it is a new one. */
async function closeTwice(together: Together, owner: string): Promise<string | undefined> {
  const id = await together.services[0].open(owner, 0);
  const closing: Asked = [`DELETE /accounts/${id}`];
  const answers = await together.ask(closing, closing);
  const closed = answers.filter((answer) => answer?.status === 204);
  return closed.length < 2
    ? undefined
    : 'expected that of two who close one account at once one is told that it is gone, and both were told that they had closed it';
}

/** Two changes at once that take from an owner's accounts leave no sum below zero, and lose nothing. */
export async function addsUpAtOnce(ground: Ground): Promise<Finding> {
  const together = await Together.open(ground);
  const [service] = together.services;
  for (const [owner, taken, other, amount] of [
    ['ann', 80, 'withdrawal', 80],
    ['bob', 80, 'transfer', 80],
    ['cleo', 80, 'deposit', 80],
    // The one account covers its withdrawal by itself, and the other one does not.
    ['dan', 80, 'withdrawal', 50],
    ['eve', 80, 'transfer', 50],
    ['fay', 40, 'transfer to the other account', 30],
  ] as const) {
    const [first, second] = [await service.open(owner, 50), await service.open(owner, 50)];
    const foreign = await service.open(`${owner}'s friend`, 0);
    const withdrawal: Asked = [`POST /accounts/${first}/withdrawals`, { amount: taken }];
    const beside = {
      withdrawal: [`POST /accounts/${second}/withdrawals`, { amount }],
      transfer: ['POST /transfers', { from: second, to: foreign, amount }],
      deposit: [`POST /accounts/${first}/deposits`, { amount }],
      'transfer to the other account': ['POST /transfers', { from: first, to: second, amount }],
    } satisfies Record<string, Asked>;
    const effects = {
      withdrawal: -amount,
      transfer: -amount,
      deposit: amount,
      'transfer to the other account': 0,
    };
    const answers = await together.ask(withdrawal, beside[other]);
    const expected = leftBy(100, [-taken, effects[other]], answers);
    const sum = (await together.accountsOf(owner)).reduce((all, { balance }) => all + balance, 0);
    const asked = `a withdrawal of ${taken} and a ${other} of ${amount} come at once for an owner who has 100`;
    if (sum < 0)
      return fails(
        `expected that one is refused when ${asked}, and both were done: each has added up before the other one was committed`,
      );
    if (sum !== expected)
      return fails(
        `expected that ${expected} are left by what was answered 200 when ${asked}, and it is ${sum}`,
      );
  }
  return holds;
}

/** Two changes of one account at once both count, or one is refused; of two closings, one is. */
export async function changesAtOnce(ground: Ground): Promise<Finding> {
  const together = await Together.open(ground);
  const [service] = together.services;
  for (const [owner, what, changes] of [
    ['ann', 'a withdrawal of 80 and a deposit of 50', [-80, 50]],
    ['bob', 'a withdrawal of 80 and another one', [-80, -80]],
    ['cleo', 'a withdrawal of 80 and a transfer of 80 to another account', [-80, -80]],
    ['dan', 'two deposits, of 30 and of 20', [30, 20]],
  ] as const) {
    const id = await service.open(owner, 100);
    const other = await service.open(`${owner}'s friend`, 0);
    const change = (by: number): Asked =>
      by > 0
        ? [`POST /accounts/${id}/deposits`, { amount: by }]
        : [`POST /accounts/${id}/withdrawals`, { amount: -by }];
    const [first, second] = changes;
    const transfer: Asked = ['POST /transfers', { from: id, to: other, amount: -second }];
    const beside = owner === 'cleo' ? transfer : change(second);
    const answers = await together.ask(change(first), beside);
    const expected = leftBy(100, changes, answers);
    const [account] = await together.accountsOf(owner);
    if (account?.balance !== expected || expected < 0)
      return fails(
        `expected that ${what}, which come at once for an account of 100, both count or are refused, and they were answered ${answers.map((answer) => answer?.status ?? 'nothing').join(' and ')}, and it holds ${account?.balance}`,
      );
  }
  const twice = await closeTwice(together, 'eve');
  return twice === undefined ? holds : fails(twice);
}

/** Of two requests at once with one key, one is carried out. */
export async function keysAtOnce(ground: Ground): Promise<Finding> {
  const together = await Together.open(ground);
  const [service] = together.services;
  const ann = await service.open('ann', 100);
  const withdrawal: Asked = [`POST /accounts/${ann}/withdrawals`, { amount: 30 }, 'at-once'];
  const answers = await together.ask(withdrawal, withdrawal);
  const [account] = await together.accountsOf('ann');
  if (account?.balance === 40)
    return fails(
      'expected that a withdrawal that comes twice at once with one key is done once, and it was done twice',
    );
  const wrong = answers.find((answer) => ![200, 409, 503].includes(answer?.status ?? 0));
  if (!wrong) return holds;
  return fails(
    `expected that each of two requests at once with one key is answered 200 or told to come again, and one was answered ${wrong.status}`,
  );
}

/** What an account of so much holds when those changes are done that were answered 200. */
function leftBy(
  opening: number,
  changes: readonly number[],
  answers: readonly (Answer | undefined)[],
): number {
  return changes.reduce(
    (sum, change, i) => (answers[i]?.status === 200 ? sum + change : sum),
    opening,
  );
}
