import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, type Race, type Request, race, transfer, withdraw } from '@workbook/course';
import type { ScreeningRequest } from '@workbook/domain';
import type { Turn } from '@workbook/explorer';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { wronglyScreened } from '../../src/verdict/screenings.ts';
import { ann, bob, exchange, ok } from '../support/histories.ts';
import { turn } from '../support/turns.ts';

const screening = (index: number, client: string, more: Partial<Turn> = {}) =>
  turn(index, client, { text: 'screening', ...more });
const withdrawal = (amount: number, account = 1): ScreeningRequest => ({
  kind: 'withdrawal',
  account,
  amount,
});
const moved = (account: number, to: number, amount = 30): ScreeningRequest => ({
  kind: 'transfer',
  account,
  to,
  amount,
});
const cleo = { status: 201, body: { id: 3, owner: 'cleo', balance: 10 } };

/** Requests of one client alone, each of which was screened and answered 200. */
function alone(
  requests: readonly Request[],
  asked: readonly ScreeningRequest[],
): string | undefined {
  return wronglyScreened({
    ...evidenceOf({ A: requests }, asked),
    race: { ...raceOf({ A: requests }), nobodyOverlaps: true },
    exchanges: requests.map((request, i) =>
      exchange('A', request, 3 * i, 3 * i + 1, request.call.kind === 'open' ? cleo : ok(ann(1))),
    ),
    turns: requests.map((_, i) => screening(3 * i, 'A')),
  });
}

/** Two clients at once, whose screenings are asked in the name of one of them. */
function together(
  [a, b]: readonly [Request, Request],
  asked: readonly ScreeningRequest[],
  more: Partial<Evidence> = {},
): string | undefined {
  return wronglyScreened({
    ...evidenceOf({ A: a, B: b }, asked),
    exchanges: [exchange('A', a, 0, 4, ok(ann(1))), exchange('B', b, 0, 4, ok(ann(1)))],
    turns: asked.map((_, i) => screening(i, 'A')),
    ...more,
  });
}

function raceOf(clients: Race['clients']): Race {
  return race('any', { anomaly: '', question: '', accounts: {}, instances: 1, clients });
}

function evidenceOf(clients: Race['clients'], asked: readonly ScreeningRequest[]): Evidence {
  return {
    race: raceOf(clients),
    beginning: [ann(100), bob(50)],
    exchanges: [],
    turns: [],
    asked,
    ending: { kind: 'finished' },
    final: [],
  };
}

describe('the screening of a request that is alone', () => {
  it('is right when it asks for what the request does', () => {
    const requests = [withdraw('ann', 30), transfer('ann', 'bob', 30), open('cleo', 10)];
    const opening = { kind: 'opening', owner: 'cleo', amount: 10 } as const;
    assert.equal(alone(requests, [withdrawal(30), moved(1, 2), opening]), undefined);
  });

  it('may ask for the withdrawal that a transfer begins with', () => {
    assert.equal(alone([transfer('ann', 'bob', 30)], [withdrawal(30)]), undefined);
  });

  for (const [what, request, asked, described] of [
    ['the receiver', transfer('ann', 'bob', 30), moved(2, 1), 'a transfer of 30 from bob to ann'],
    ['no account', withdraw('ann', 30), withdrawal(30, 9), 'a withdrawal of 30 from account 9'],
    ['another amount', withdraw('ann', 30), withdrawal(70), 'a withdrawal of 70 from ann'],
    [
      'another owner',
      open('cleo', 10),
      { kind: 'opening', owner: 'CLEO', amount: 10 },
      'an opening of 10 for CLEO',
    ],
  ] as const)
    it(`is wrong when it asks for ${what}`, () => {
      const sentence = `the screening was asked about ${described}, and no request asks for that`;
      assert.equal(alone([request], [asked]), sentence);
    });

  it('is wrong when it asks for what the request before did', () => {
    assert.equal(
      alone([withdraw('ann', 30), withdraw('ann', 20)], [withdrawal(30), withdrawal(30)]),
      '"withdraw 20 from ann" was screened as a withdrawal of 30 from ann',
    );
  });
});

describe('screenings of requests that overlap', () => {
  const requests = [withdraw('ann', 30), withdraw('ann', 20)] as const;

  it('are right whichever client asks for which', () => {
    assert.equal(together(requests, [withdrawal(20), withdrawal(30)]), undefined);
    const alike = [withdraw('ann', 30), withdraw('ann', 30)] as const;
    assert.equal(together(alike, [withdrawal(30), withdrawal(30)]), undefined);
  });

  it('are wrong when one is asked again and again', () => {
    assert.equal(
      together(requests, [withdrawal(30), withdrawal(20), withdrawal(20)]),
      '"withdraw 20 from ann" was screened more often than it was asked for',
    );
  });

  it('are wrong when one stands for both', () => {
    assert.equal(
      together(requests, [withdrawal(20)]),
      '"withdraw 30 from ann" was done, and another request was screened in its place',
    );
  });

  it('are not counted after a fault, or where none was asked for what a request does', () => {
    const struck = [screening(0, 'A', { move: { client: 'A', fault: 'crash-after' } })];
    assert.equal(together(requests, [withdrawal(20)], { turns: struck }), undefined);
    assert.equal(together(requests, []), undefined);
    assert.equal(together(requests, [withdrawal(30, 9)]), undefined);
  });
});
