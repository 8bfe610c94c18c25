import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { controlPostgres } from '@workbook/explorer';
import { type BreakableService, createDatabase, startBreakable } from '@workbook/services';
import pg from 'pg';
import { runSpec } from '../src/run-spec.ts';
import { openSourceTree, readExpected, readSpec } from '../src/source-tree.ts';

/** What these should print was written by PostgreSQL's own isolationtester. */
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

describe('a specification that is run', () => {
  let postgres: BreakableService;
  before(async () => {
    controlPostgres(pg);
    postgres = await startBreakable('postgres');
  });
  after(() => postgres[Symbol.asyncDispose]());

  const newDatabase = () => createDatabase(postgres.info.url, `conformance_test_${process.pid}`);

  async function source(name: string) {
    const tree = await openSourceTree(fixtures);
    return { name, text: await readSpec(tree, name), expected: await readExpected(tree, name) };
  }

  it('prints what isolationtester prints, with waits, notices and a deadlock', async () => {
    const result = await runSpec(await source('shop'), newDatabase);
    assert.deepEqual(result, {
      name: 'shop',
      permutations: 3,
      same: 3,
      differing: [],
      leftOut: {},
    });
  });

  it('prints what isolationtester prints, in every order, with errors and notifications', async () => {
    const result = await runSpec(await source('till'), newDatabase);
    assert.deepEqual(result, {
      name: 'till',
      permutations: 3,
      same: 3,
      differing: [],
      leftOut: {},
    });
  });

  it('tells the first line that differs', async () => {
    const { expected, ...till } = await source('till');
    const altered = expected.map((file) =>
      file.map((text, i) => (i === 1 ? text.replace('3', '4') : text)),
    );
    const { same, differing } = await runSpec({ ...till, expected: altered }, newDatabase);
    assert.equal(same, 2);
    assert.deepEqual(differing, [
      { permutation: 'take raise look', expected: '      4', printed: '      3' },
    ]);
  });

  it('takes the file that fits best when there are several', async () => {
    const till = await source('till');
    const expected = [['something else'], ...till.expected];
    const { same } = await runSpec({ ...till, expected }, newDatabase);
    assert.equal(same, 3);
  });

  it('leaves out what cannot be run, says why, and goes on', async () => {
    const text = `
      setup { CREATE TABLE t (a int); }
      teardown { DROP TABLE t; }
      session one
      step lock1 { BEGIN; LOCK TABLE t; }
      step end1 { COMMIT; }
      session two
      step read2 { SELECT * FROM t; }
      step again2 { SELECT 2 AS two; }
      permutation lock1 read2 again2 end1
      permutation read2`;
    const printed = 'starting permutation: read2\nstep read2: SELECT * FROM t;\na\n-\n(0 rows)\n\n';
    const { same, leftOut } = await runSpec(
      { name: 'left-out', text, expected: [['', printed]] },
      newDatabase,
    );
    assert.equal(same, 1);
    assert.deepEqual(leftOut, {
      'its next step belongs to a session that still waits for another one': 1,
    });
  });

  it('is left out as a whole when its set-up fails', async () => {
    const text =
      'setup { SELECT nothing; } session one step s { SELECT 1; } permutation s permutation s s';
    const { leftOut } = await runSpec({ name: 'set-up', text, expected: [[]] }, newDatabase);
    assert.deepEqual(leftOut, {
      'its set-up fails: ERROR:  column "nothing" does not exist': 2,
    });
  });
});
