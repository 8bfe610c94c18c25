import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KnownCatalog } from '../../src/control/postgres/catalog/known-catalog.ts';
import type { Footprint, Use } from '../../src/model/footprint.ts';
import type { Operation, Session } from '../../src/model/operation.ts';
import type { Turn } from '../../src/model/run-record.ts';
import { InFlight } from '../../src/run/in-flight.ts';
import { RowsInTurn } from '../../src/run/rows-in-turn.ts';
import { operation } from '../support/parts.ts';
import { catalogOf } from '../support/touched-by.ts';

const shownBy = { column: 'id', at: 0, kind: 'integer' } as const;
/** Rows of which only the answer shows which ones they are. */
const unknown: Footprint = [{ mode: 'lock', scope: 'stock', inTurn: 'asks', shownBy }];
const row = (id: string): Use[] => [{ mode: 'lock', scope: 'stock', rows: { id } }];

/** B asks for rows that it has been shown as `known`, and waits for A, which holds one. */
function waiting({ known, held = row('1') }: { known?: string[]; held?: Footprint }) {
  const catalog = new KnownCatalog(async () => catalogOf(), { takesTurns: true });
  if (known)
    catalog.noteAsked(
      'B: ask',
      known.map((id) => ({ id })),
    );
  const inFlight = new InFlight();
  const sessions = () => [{ client: 'A', open: true, locked: held } as Session];
  const asks: Operation = operation('ask', { footprint: () => unknown });
  const turn = { client: 'B', move: { client: 'B' }, footprint: unknown } as Turn;
  const rows = new RowsInTurn([turn], 2, { catalog, inFlight, sessions });
  const sent = inFlight.add({ operation: asks, client: 'B', instance: 0, launchedAt: 0 });
  rows.sent(asks, turn);
  asks.mayHaveWaited = true;
  sent.waitsFor = ['A'];
  rows.rest();
  const answered = (...ids: number[]) => {
    sent.reply = { rowCount: ids.length, rows: ids.map((id) => ({ id })) };
    rows.answered(sent);
    return rows.touched(unknown, sent);
  };
  return { turn, answered, areBroken: () => catalog.learnt.breaksTurns };
}

describe('one who waits for rows that only the answer will show', () => {
  it('is taken to ask for those that it was shown where it had not to wait', () => {
    const { turn, answered, areBroken } = waiting({ known: ['1'] });
    assert.deepEqual(
      turn.footprint,
      row('1').map((use) => ({ ...use, inTurn: 'asks' })),
    );
    assert.deepEqual(answered(1), turn.footprint);
    assert.equal(areBroken(), false);
  });

  for (const [what, { areBroken }] of Object.entries({
    'it was never shown any': waiting({}),
    'whom it waits for holds another one': waiting({ known: ['1'], held: row('2') }),
    'whom it waits for holds one, and it was shown none': waiting({ known: [] }),
  }))
    it(`is run where it waits and where it does not, if ${what}`, () =>
      assert.equal(areBroken(), true));

  it('is run so, too, if it is shown others in the end', () => {
    const { answered, areBroken } = waiting({ known: ['1'] });
    answered(1, 2);
    assert.equal(areBroken(), true);
  });
});
