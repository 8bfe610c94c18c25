import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SessionStatement, Sessions } from '@workbook/course';
import { type Services, startServices } from '@workbook/services';
import { sessionsText } from '../src/render/sessions.ts';
import { runSessions } from '../src/runs/run-sessions.ts';

/** `A select 1`: what each session is told. */
const told = (...lines: readonly string[]): readonly SessionStatement[] =>
  lines.map((line) => ({ session: line.slice(0, 1), sql: line.slice(2) }));

/** What waits for longer than this waits without end. */
const timeout = 60_000;

describe('sessions of the database', () => {
  const stack = new AsyncDisposableStack();
  let services: Services;
  before(async () => {
    services = stack.use(await startServices({ postgres: true }));
  });
  after(() => stack.disposeAsync());

  const text = async (id: string, statements: Sessions['statements']) =>
    sessionsText(
      await runSessions(
        { id, before: 'create table t as select n from generate_series(1, 2) as n', statements },
        services,
      ),
    );
  const lock = (n: number) => `select n from t where n = ${n} for update`;

  it('show what is answered, what is read by which plan, and what the database refuses', async () => {
    const all: Sessions['statements'] = [
      ...told(
        'A begin',
        'A delete from t where n = 1',
        'A update t set n = 3',
        'B select n from t',
      ),
      { session: 'A', sql: 'select 1 as one\n  where false', explain: true },
      ...told('A insert into t values (1 / 0)', 'A rollback'),
    ];
    assert.equal(
      await text('answers', all),
      `A  begin
A  delete from t where n = 1 → 1 row
A  update t set n = 3 → 1 row
B  select n from t → 1, 2
A  select 1 as one where false → nothing
       Result
         One-Time Filter: false
A  insert into t values (1 / 0) ✗ 22012 division by zero
A  rollback`,
    );
  });

  it('show who waits for whom, and when it goes on', { timeout }, async () => {
    const all = told(
      'A begin',
      `A ${lock(1)}`,
      `B ${lock(1)}`,
      'C select 1',
      'A commit',
      'C select 2',
    );
    assert.equal(
      await text('waits', all),
      `A  begin
A  select n from t where n = 1 for update → 1
B  select n from t where n = 1 for update … waits for A
C  select 1 → 1
A  commit
B    … goes on → 1
C  select 2 → 2`,
    );
  });

  for (const [last, first] of ['AB', 'BA'] as const)
    it(`make A the victim of a deadlock, with the circle closed by ${last}`, {
      timeout,
    }, async () => {
      const all = told(
        ...[`A begin`, `B begin`, `${first} ${lock(1)}`, `${last} ${lock(2)}`],
        ...[`${first} ${lock(2)}`, `${last} ${lock(1)}`, `A rollback`, 'B rollback'],
      );
      const lines = (await text(`deadlock-${last}`, all)).split('\n');
      assert.equal(lines.filter((line) => /^A .*✗ 40P01 deadlock detected$/.test(line)).length, 1);
      assert.ok(lines.some((line) => /^B .*→ [12]$/.test(line)));
    });

  it('break lines that are too long', async () => {
    const lines = (await text('long', told(`A select '${'a word '.repeat(30)}' as words`))).split(
      '\n',
    );
    assert.ok(lines.length > 2);
    for (const line of lines) assert.ok(line.length <= 80, line);
  });

  it('are refused when one of them would wait for ever', { timeout }, async () => {
    await assert.rejects(text('endless', told('A begin', `A ${lock(1)}`, `B ${lock(1)}`)), {
      name: 'TypeError',
      message: 'endless: "select n from t where n = 1 for update" of B is never answered',
    });
  });
});
