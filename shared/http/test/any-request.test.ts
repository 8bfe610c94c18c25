import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Account } from '@workbook/domain';
import fc from 'fast-check';
import { createApp } from '../src/index.ts';
import { anyRequest, clientOf, type GeneratedRequest, MemoryAccounts } from './support/index.ts';

/** Runs of 40 requests each against a bank of three accounts. */
const runs = { numRuns: 100 };
const sequences = fc.array(anyRequest(), { minLength: 40, maxLength: 40, size: 'max' });

async function afterEach(
  requests: readonly GeneratedRequest[],
  check: (step: {
    answer: Awaited<ReturnType<ReturnType<typeof clientOf>['send']>>;
    before: Account[];
    after: Account[];
  }) => void,
): Promise<void> {
  const accounts = new MemoryAccounts();
  for (const opening of [100, 0, Number.MAX_SAFE_INTEGER]) await accounts.open('somebody', opening);
  const onDefect = (error: unknown) => {
    throw error;
  };
  const client = clientOf(createApp(accounts, { onDefect }));
  for (const request of requests) {
    const before = await accounts.list();
    const answer = await client.send(request);
    check({ answer, before, after: await accounts.list() });
  }
}

describe('any request whatsoever', () => {
  it('never meets a defect', async () => {
    const property = fc.asyncProperty(sequences, (requests) =>
      afterEach(requests, ({ answer }) => {
        assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
      }),
    );
    await fc.assert(property, runs);
  });

  it('is refused with problem details only, and changes nothing then', async () => {
    const property = fc.asyncProperty(sequences, (requests) =>
      afterEach(requests, ({ answer, before, after }) => {
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
      afterEach(requests, ({ after }) => {
        for (const { balance } of after)
          assert.ok(Number.isSafeInteger(balance) && balance >= 0, String(balance));
      }),
    );
    await fc.assert(property, runs);
  });
});
