import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CourseStep, findRace, judgedRaces, loadCourse, type Race } from '@workbook/course';
import { changedStep } from '../src/judging/changed-step.ts';
import { judge } from '../src/judging/judge.ts';
import { SetUpFailed } from '../src/world/set-up-failed.ts';

const course = await loadCourse();
const [step] = course as [CourseStep];

/** The finished code of the first step with one mistake that needs no other client. */
async function judged(race: string, find: string, replace: string) {
  const change = { name: 'a mistake', replacements: [{ file: 'accounts.ts', find, replace }] };
  await using changed = await changedStep(step, change);
  return (await judge(findRace(course, race) as Race, changed.file, {})).exploration;
}

describe('code that is wrong for one client alone', () => {
  for (const [what, race, find, replace, sentence] of [
    [
      'pays out more than there is',
      'withdrawals-alone',
      'balance: balanceAfterWithdrawal(account, amount) })',
      'balance: account.balance - amount })',
      'no two requests overlap, and client A was answered 200 ann -10 to "withdraw 80 from ann": it should be the refusal insufficient_funds',
    ],
    [
      'never credits',
      'transfers-alone',
      '{ ...credited, balance: creditedBalance }',
      '{ ...credited }',
      'no two requests overlap, and client A was answered 200 ann 70, bob 50 to "transfer 30 from ann to bob": it should be 200 ann 70, bob 80',
    ],
    [
      'answers a deposit that it does not keep',
      'deposits-alone',
      'return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });',
      'return { ...account, balance: balanceAfterDeposit(account, amount) };',
      'no two requests overlap, and client A was answered 200 ann 100 to "read ann": it should be 200 ann 150',
    ],
    [
      'lists in another order',
      'openings-and-readings-alone',
      'return [...this.#accounts];',
      'return this.#accounts.toReversed();',
      'no two requests overlap, and client A was answered 200 jan 0, ivy 0, hal 0, gus 0, fay 0, eve 0, dan 0, Cleo van Dam 10, bob 0, ann 100 to "list all accounts": it should be 200 ann 100, bob 0, Cleo van Dam 10, dan 0, eve 0, fay 0, gus 0, hal 0, ivy 0, jan 0, by ascending id',
    ],
    [
      'closes an account that holds money',
      'closings-alone',
      'if (account.balance > 0) throw new AccountNotEmpty(id);',
      'void AccountNotEmpty;',
      'no two requests overlap, and client A was answered 204 to "close ann": it should be the refusal account_not_empty',
    ],
    [
      'remembers that an account was not there',
      'an-account-that-is-read-before-it-is-opened-alone',
      '    return this.#find(id);\n  }\n\n  async list',
      `    if (this.#unknown.has(id)) throw new UnknownAccount(id);
    if (!this.#accounts.some((one) => one.id === id)) this.#unknown.add(id);
    return this.#find(id);
  }
  readonly #unknown = new Set<number>();

  async list`,
      'no two requests overlap, and client A was answered 404 unknown_account to "read bob": it should be 200 bob 50',
    ],
    [
      'is wrong when one request comes after another',
      'lost-update-b-before-a',
      'balance: balanceAfterWithdrawal(account, amount) })',
      'balance: account.balance > 100 ? 70 : 70 })',
      'no two requests overlap, and client A was answered 200 ann 70 to "withdraw 30 from ann": it should be 200 ann 120',
    ],
  ] as const)
    it(`is red where it ${what}`, async () => {
      const { verdict, first } = await judged(race, find, replace);
      assert.equal(verdict, 'possible');
      assert.equal(first?.violation, sentence);
    });

  it('is no verdict where the answer has not the form that it should have', async () => {
    const mistake = [
      'return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });',
      'return this.#store({ ...account, balance: `${account.balance + amount}` as never });',
    ] as const;
    for (const race of ['deposits-alone', 'lost-update'])
      await assert.rejects(judged(race, ...mistake), (error) => {
        assert.ok(error instanceof SetUpFailed);
        assert.equal(
          error.message,
          'where no two requests overlap, the answer to "deposit 50 to ann" should have an account\'s balance as a whole number, and "150" came'.replace(
            '"150"',
            race === 'lost-update' ? '"120"' : '"150"',
          ),
        );
        return true;
      });
  });
});

describe('what an attempt is judged by', () => {
  it('begins with each request alone, and has each race that may happen in its orders without overlap', () => {
    const third = course.find(({ number }) => number === '03') as CourseStep;
    const ids = judgedRaces(course, third).map(({ id }) => id);
    assert.equal(ids[0], 'openings-and-readings-alone');
    assert.ok(!ids.includes('lost-update') && !ids.includes('two-openings-a-before-b'));
    for (const id of ['overdraft-a-before-b', 'overdraft-b-before-a']) assert.ok(ids.includes(id));
  });

  it('keeps each client to its instance in these orders', () => {
    const { clients, instances } = findRace(course, 'lost-update-two-instances-b-before-a') as Race;
    assert.equal(instances, 2);
    assert.deepEqual(
      [clients['A'] ?? []].flat().map(({ label, instance }) => [label, instance]),
      [
        ['deposit 50 to ann', 1],
        ['withdraw 30 from ann', 0],
      ],
    );
  });
});
