import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSpec } from '../src/parser.ts';
import { permutationsOf } from '../src/permutations.ts';
import { InvalidSpec } from '../src/spec.ts';

const sessions = `
session one
step read { SELECT 1; }
step write { UPDATE t SET a = 1; }
session two
step other { SELECT 2; }
`;

describe('a specification', () => {
  it('has set-ups, a tear-down, sessions and permutations', () => {
    const spec = parseSpec(`# a comment
      setup { CREATE TABLE t (); }
      setup
      {
        SELECT 'a # b';
      }
      teardown { DROP TABLE t; }
      session "the ""first"" one"
      setup { BEGIN; }
      step s1 { SELECT 1; }
      teardown { COMMIT; }
      session second
      step s2 {}
      permutation s1 s2
      permutation s2 s1`);
    assert.deepEqual(spec, {
      // Blanks beside the braces are not part of the SQL; line breaks are.
      setups: ['CREATE TABLE t ();', "\n        SELECT 'a # b';\n"],
      teardown: 'DROP TABLE t;',
      sessions: [
        {
          name: 'the "first" one',
          setup: 'BEGIN;',
          steps: [{ name: 's1', sql: 'SELECT 1;', session: 0 }],
          teardown: 'COMMIT;',
        },
        { name: 'second', steps: [{ name: 's2', sql: '', session: 1 }] },
      ],
      permutations: [
        [place('s1', 'SELECT 1;', 0), place('s2', '', 1)],
        [place('s2', '', 1), place('s1', 'SELECT 1;', 0)],
      ],
    });
  });

  it('marks places of a permutation', () => {
    const { permutations } = parseSpec(
      `${sessions} permutation read write(other) other(*, read, write notices 2)`,
    );
    const other = { name: 'other', sql: 'SELECT 2;', session: 1 };
    const read = { name: 'read', sql: 'SELECT 1;', session: 0 };
    const write = { name: 'write', sql: 'UPDATE t SET a = 1;', session: 0 };
    assert.deepEqual(
      permutations[0]?.map(({ markers }) => markers),
      [
        [],
        [{ kind: 'step', step: other }],
        [
          { kind: 'once' },
          { kind: 'step', step: read },
          { kind: 'notices', step: write, count: 2 },
        ],
      ],
    );
  });

  it('means every order when it lists none', () => {
    const orders = permutationsOf(parseSpec(sessions));
    assert.deepEqual(
      orders?.map((order) => order.map(({ step }) => step.name).join(' ')),
      ['read write other', 'read other write', 'other read write'],
    );
  });

  it('does not generate more orders than can be run', () => {
    const steps = (session: string) =>
      Array.from({ length: 7 }, (_, i) => `step ${session}${i} { SELECT 1; }`).join('\n');
    const spec = parseSpec(`session a ${steps('a')} session b ${steps('b')}`);
    assert.equal(permutationsOf(spec), undefined);
  });

  const wrong: [what: string, text: string, message: string][] = [
    [
      'a word that is out of place',
      'setup { SELECT 1; }\nstep',
      'line 2: expected "session", found step',
    ],
    [
      'SQL without an end',
      '\nsetup { SELECT 1;',
      'line 2: this block of SQL has no end: close it with }',
    ],
    [
      'a step twice',
      `${sessions} session c step read { SELECT 3; }`,
      'two steps have the name read',
    ],
    ['an unknown step', `${sessions} permutation read nope`, 'line 7: there is no step nope'],
    [
      'a marker of its own session',
      `${sessions} permutation read write(read)`,
      'line 7: step write cannot wait for read: a marker names a step of another session in the same permutation',
    ],
    [
      'a marker without an end',
      `${sessions} permutation read(other`,
      'line 7: expected ")", found the end',
    ],
  ];
  for (const [what, text, message] of wrong) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseSpec(text), new InvalidSpec(message));
    });
  }
});

function place(name: string, sql: string, session: number) {
  return { step: { name, sql, session }, markers: [] };
}
