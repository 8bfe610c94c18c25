import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Account, Accounts, VersionedAccount } from '@workbook/domain';
import fc from 'fast-check';
import { createApp } from '../src/index.ts';
import {
  type Answer,
  anyRequest,
  clientOf,
  type GeneratedRequest,
  MemoryAccounts,
  VersionedMemoryAccounts,
} from './support/index.ts';

/** Runs of 40 requests each against a bank of three accounts. */
const runs = { numRuns: 100 };
const sequences = fc.array(anyRequest(), { minLength: 40, maxLength: 40, size: 'max' });

interface Step<Kept extends Account> {
  readonly request: GeneratedRequest;
  readonly answer: Answer;
  readonly before: Kept[];
  readonly after: Kept[];
}

async function afterEach<Kept extends Account>(
  accounts: Omit<Accounts, 'list'> & { list(): Promise<Kept[]> },
  requests: readonly GeneratedRequest[],
  check: (step: Step<Kept>) => void,
): Promise<void> {
  for (const opening of [100, 0, Number.MAX_SAFE_INTEGER]) await accounts.open('ann', opening);
  const onDefect = (error: unknown) => {
    throw error;
  };
  const client = clientOf(createApp(accounts, { onDefect }));
  for (const request of requests) {
    const before = await accounts.list();
    const answer = await client.send(request);
    check({ request, answer, before, after: await accounts.list() });
  }
}

const banks = { 'without versions': MemoryAccounts, 'with versions': VersionedMemoryAccounts };

for (const [name, Bank] of Object.entries(banks))
  describe(`any request whatsoever to accounts ${name}`, () => {
    it('never meets a defect', async () => {
      const property = fc.asyncProperty(sequences, (requests) =>
        afterEach(new Bank(), requests, ({ answer }) => {
          assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
        }),
      );
      await fc.assert(property, runs);
    });

    it('is refused with problem details only, and changes nothing then', async () => {
      const property = fc.asyncProperty(sequences, (requests) =>
        afterEach(new Bank(), requests, ({ answer, before, after }) => {
          if (answer.status < 400) return;
          assert.deepEqual(after, before);
          assert.equal(answer.headers['content-type'], 'application/problem+json');
          if (answer.text === '') return; // The answer to HEAD has no body.
          const { status, code, detail } = answer.body as Record<string, unknown>;
          assert.equal(status, answer.status);
          assert.ok(typeof code === 'string' && code !== '');
          assert.ok(typeof detail === 'string' && detail !== '' && !detail.includes('\n'));
        }),
      );
      await fc.assert(property, runs);
    });

    it('leaves every balance a whole number from zero to the largest', async () => {
      const property = fc.asyncProperty(sequences, (requests) =>
        afterEach(new Bank(), requests, ({ after }) => {
          for (const { balance } of after)
            assert.ok(Number.isSafeInteger(balance) && balance >= 0, String(balance));
        }),
      );
      await fc.assert(property, runs);
    });
  });

/** The account that a request edits on its own, as it was before. */
function edited({ request, before }: Step<VersionedAccount>): VersionedAccount | undefined {
  const path = /^\/accounts\/(\d)(\/deposits|\/withdrawals)?$/.exec(request.url);
  const isEdit = path?.[2] === undefined ? /^(PATCH|DELETE)$/ : /^POST$/;
  if (path === null || !isEdit.test(request.method)) return undefined;
  return before.find(({ id }) => id === Number(path[1]));
}

/** Whether a field of readable tags names the account: said in another way than the app does. */
function names(field: string, { version }: VersionedAccount): boolean {
  const tags = field.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(`"${version}"`);
}

describe('any request whatsoever to accounts with versions', () => {
  it('edits an account just when If-Match names its version, and then raises it by one', async () => {
    const seen = { passed: 0, refused: 0 };
    const property = fc.asyncProperty(sequences, (requests) =>
      afterEach(new VersionedMemoryAccounts(), requests, (step) => {
        const { request, answer, after } = step;
        const account = edited(step);
        const field = request.headers['if-match'];
        if (account === undefined || field === undefined) return;
        if (answer.status === 412) {
          assert.ok(!names(field, account), `${field} at version ${account.version}`);
          seen.refused += 1;
        } else if (answer.status < 300) {
          assert.ok(names(field, account), `${field} at version ${account.version}`);
          seen.passed += 1;
          const now = after.find(({ id }) => id === account.id);
          if (request.method === 'DELETE') assert.equal(now, undefined);
          else assert.equal(now?.version, account.version + 1);
          if (now !== undefined) assert.equal(answer.headers.etag, `"${now.version}"`);
        }
      }),
    );
    await fc.assert(property, runs);
    // A generator that no longer reaches both sides would leave this property true and empty.
    assert.ok(seen.passed > 0 && seen.refused > 0, JSON.stringify(seen));
  });
});
