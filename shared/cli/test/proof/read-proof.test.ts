import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadCourse } from '@workbook/course';
import type { Proof } from '../../src/index.ts';
import { longestProofBytes, proofIn } from '../../src/proof/read-proof.ts';
import { UsageError } from '../../src/usage/errors.ts';
import { proofWith, stepFinding } from '../support/proofs.ts';

const course = await loadCourse();
const read = (text: string) => proofIn(text, 'p.json', course);
const accounts = { 'accounts.ts': '' };

/** Proofs that are not ones, each with the beginning of what is said of it. */
const refused: readonly [what: string, text: string | object, sentence: RegExp][] = [
  ['no JSON', '{', /^p\.json is no JSON: npx workbook proof writes a proof$/],
  ['JSON of another kind', { kind: 'other' }, /^p\.json is no proof: /],
  ['a list', '[]', /^p\.json is no proof: /],
  ['nothing', 'null', /^p\.json is no proof: /],
  [
    'another format',
    { ...proofWith(), format: 2 },
    /^p\.json has the format 2, and this .* reads 1/,
  ],
  ['no format', { ...proofWith(), format: undefined }, /^p\.json has the format of nothing, /],
  ['no day', proofWith({}, { day: '2026-02-30' }), /damaged: "day" is no day/],
  ['no versions', { ...proofWith(), versions: null }, /damaged: "versions" has to name/],
  ['no step', proofWith({}, { steps: [] }), /damaged: it has no steps/],
  ['steps of another type', { ...proofWith(), steps: [1] }, /damaged: a step is no object/],
  ['an unknown step', proofWith({ step: '42' }), /^p\.json has a step "42": the steps are 01, /],
  [
    'a step twice',
    proofWith({}, { steps: [...proofWith().steps, ...proofWith().steps] }),
    /damaged: step 01 is there twice/,
  ],
  [
    'an unknown verdict',
    { ...proofWith(), steps: [{ ...proofWith().steps[0], verdict: 'x' }] },
    /damaged: step 01 has no verdict/,
  ],
  ['no files', { ...proofWith(), steps: [stepFinding('01')] }, /damaged: step 01 has no files/],
  [
    'no accounts.ts',
    proofWith({ files: { 'a.ts': '' } }),
    /^step 01 in p\.json has no accounts\.ts: /,
  ],
  [
    'a file that is no text',
    { ...proofWith(), steps: [{ ...stepFinding('01'), files: { ...accounts, x: { link: '/' } } }] },
    /damaged: the file "x" of step 01 is no text/,
  ],
  [
    'a file in a file',
    proofWith({ files: { ...accounts, 'accounts.ts/x': '' } }),
    /damaged: the file "accounts\.ts\/x" of step 01 lies in a file/,
  ],
  [
    'too many files',
    proofWith({
      files: {
        ...accounts,
        ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`${i}.ts`, ''])),
      },
    }),
    /^step 01 in p\.json has more than 100 files/,
  ],
  ['too much', ' '.repeat(longestProofBytes + 1), /^p\.json is larger than 4 MiB, /],
];

const leaving = [
  '../x',
  'a/../../x',
  '/etc/passwd',
  'C:/x',
  'C:x',
  '..\\x',
  './x',
  'a//x',
  'a/',
  '',
  '..',
  'a\nb',
  'a\u0000b',
  'x'.repeat(201),
];

describe('a proof', () => {
  it('is read as it was written', () => {
    const proof = proofWith({ files: { ...accounts, 'a/b c.ts': 'ä', __proto__: '' } });
    assert.deepEqual(read(JSON.stringify(proof)), proof satisfies Proof);
  });

  for (const [what, text, sentence] of refused)
    it(`is refused in one sentence where it is ${what}`, () => {
      assert.throws(
        () => read(typeof text === 'string' ? text : JSON.stringify(text)),
        (error: Error) => error instanceof UsageError && sentence.test(error.message),
      );
    });

  for (const path of leaving)
    it(`is refused where it has a file ${JSON.stringify(path).slice(0, 20)}`, () => {
      assert.throws(
        () => read(JSON.stringify(proofWith({ files: { ...accounts, [path]: '' } }))),
        /^UsageError: step 01 in p\.json has a file .*: a path has to stay in the folder of the attempt$/,
      );
    });
});
