import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { inProcess } from '../support/in-process.ts';

// Whatever is typed by mistake: one sentence, exit code 2, and nothing was begun. In this process,
// because a process for each of hundreds of mistakes would take minutes.

let home: string;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'workbook-any-arguments-'));
  process.env.WORKBOOK_HOME = home;
  // Whatever got as far as starting a server would say so.
  process.env.SERVICES = 'must not be asked for';
});
after(() => rm(home, { recursive: true }));

async function refuses(args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await inProcess(...args);
  assert.equal(code, 2, stderr);
  // One sentence that says what to do, on one line that no terminal takes for a command.
  assert.match(stderr, /^workbook: \P{Cc}+[:;] \P{Cc}+\n$/u);
  assert.ok(stderr.length < 1200, `${stderr.length} characters`);
  assert.doesNotMatch(stderr, /defect of the workbook|SERVICES|node:internal|\.ts:\d/);
  if (args.includes('--json')) assert.equal(JSON.parse(stdout).error.kind, 'usage');
  else assert.equal(stdout, '');
  assert.deepEqual(await readdir(home), []);
}

const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom('', ' ', '\0', '\n', '\u001b[2J', '../..', '/dev/null', '/etc/passwd', '$(id)'),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'x'.repeat(100_000), '9'.repeat(400)),
  fc.constantFrom('lost-updat', 'step-', '00', '09', '5.0', '٠٥', '０５', '0x5', 'accounts.ts'),
);
// What begins with a dash is an option; those have their own property.
const plain = word.filter((text) => !text.startsWith('-'));
const badStep = plain.filter((text) => !/^(step-)?(0?[1-9]|10)$/.test(text));
const badRace = plain.filter((text) => /^[^a-z]*$/i.test(text) || text.length > 80);
const badFile = plain.map((text) => join('nowhere', text.replaceAll('..', '')));
const badOption = word
  .map((text) => `--${text}`)
  .filter(
    (text) =>
      !/^--($|json|help|race|step|file|without|moves|seed|answer|all|yes|take|variant|more|watch|guess|restore|answers|check)/.test(
        text,
      ),
  );
/** A letter that is no client, or a sign that means nothing. */
const badSchedule = plain.filter((text) => /[^A-Za-z\s+%~^_-]/.test(text));
const names = 'loop start test hint diff solution reset saved next lesson doctor map check replay';
const commands = [...names.split(' '), 'crashes', 'break', 'play', 'predict', 'proof'];
const command = fc.constantFrom(...commands);
const json = fc.constantFrom<string[][]>([], ['--json']);

const mistakes: Readonly<Record<string, fc.Arbitrary<string[]>>> = {
  'a command': plain.filter((text) => ![...commands, 'help'].includes(text)).map((text) => [text]),
  'an option': fc.tuple(command, badOption),
  'a step': fc
    .tuple(
      fc.constantFrom(
        'start',
        'test',
        'hint',
        'solution',
        'reset',
        'lesson',
        'break',
        'predict',
        'diff',
      ),
      badStep,
    )
    .map((args) => args),
  'the step of a map': badStep.map((step) => ['map', `--step=${step}`]),
  'the step of a comparison': badStep.map((step) => ['diff', '05', step]),
  'a race': badRace.map((race) => ['map', '--race', race]),
  'the race of a hint': badRace.map((race) => ['hint', '01', `--race=${race}`]),
  'the race of a game': badRace.map((race) => ['play', '03', race]),
  'a file': badFile.map((file) => ['check', '06', file]),
  'the file of a replay': badFile.map((file) => ['replay', '05', 'lost-update', 'AB', '-f', file]),
  'a proof': badFile.map((file) => ['proof', '--check', file]),
  'the step of a proof': badStep.map((step) => ['proof', '-', `--step=${step}`]),
  'a schedule': badSchedule.map((schedule) => ['replay', '05', 'lost-update', schedule]),
  'a protection': badRace.map((id) => ['break', '06', id]),
  'a variant': badRace.map((id) => ['solution', '06', `--variant=${id}`]),
  'a seed': plain
    .filter((text) => !/^\d{1,9}$/.test(text))
    .map((seed) => ['predict', '06', '-s', seed]),
  'an answer': badStep
    .filter((text) => !/^\s*(h|holds|b|breaks|y|yes|n|no)\s*$/i.test(text))
    .map((answer) => ['predict', '06', `--answer=${answer}`]),
  'what was saved': plain.map((id) => ['saved', '--restore', id]),
  'too many words': fc
    .tuple(fc.constantFrom('loop', 'map', 'crashes', 'doctor', 'saved', 'next'), plain)
    .map((args) => args),
};

describe('workbook, given by mistake', () => {
  for (const [what, args] of Object.entries(mistakes))
    it(`${what}: one sentence, exit code 2, and nothing is begun`, async () => {
      const property = fc.asyncProperty(args, json, (line, flag) => refuses([...line, ...flag]));
      await fc.assert(property, { numRuns: 100 });
    });

  it('a device: one sentence, and it is not read', () => refuses(['check', '06', '/dev/zero']));

  it('a device in place of a proof: the same', () => refuses(['proof', '--check', '/dev/zero']));
});
