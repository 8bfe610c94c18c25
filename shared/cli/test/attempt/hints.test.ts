import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { findRace, loadCourse, loadHints } from '@workbook/course';
import { hintFor, hintText, rungCount } from '../../src/attempt/hint-for.ts';
import { racesToPrevent } from '../../src/judging/judge-attempt.ts';

const course = await loadCourse();

for (const step of course) {
  describe(`the hints of step ${step.number}`, () => {
    it('help with every race that an attempt has to prevent', async () => {
      for (const { id } of racesToPrevent(course, step))
        assert.ok(await hintFor(course, step, id), `no hint for ${id}`);
    });

    it('name races that exist, and end their questions with a question mark', async () => {
      const { hints } = await loadHints(step);
      for (const { question, races } of hints) {
        for (const id of races) assert.ok(findRace(course, id), `there is no race ${id}`);
        assert.match(question, /\?|all\.$/);
      }
    });

    it('never give the solution away: no line of the shape is one of the finished code', async () => {
      const { hints } = await loadHints(step);
      const finished = new Set(
        (await readFile(step.file, 'utf8')).split('\n').map((line) => line.trim()),
      );
      const given = hints.flatMap(({ shape }) =>
        shape.split('\n').filter((line) => line.length > 25 && finished.has(line.trim())),
      );
      assert.deepEqual(
        given.filter((line) => !line.includes('needs')),
        [],
      );
    });

    it('ask for a prediction that a race answers', async () => {
      const { prediction } = await loadHints(step);
      assert.ok(findRace(course, prediction.race), prediction.race);
    });

    it('say in one short sentence why the prediction comes out as it does', async () => {
      const { why } = (await loadHints(step)).prediction;
      assert.match(why, /^[A-Z][^.!?]*\.$/);
      assert.ok(why.length <= 200, `${why.length} characters`);
    });

    it('name the schedule that comes closest, exactly where it cannot happen', async () => {
      const { race, on, closest } = (await loadHints(step)).prediction;
      const isPrevented = on === undefined && step.claims[race] === 'prevented';
      assert.equal(closest !== undefined, isPrevented);
    });
  });
}

it('a hint has three rungs, each further than the last', async () => {
  const [step] = course;
  assert.ok(step);
  const [hint] = (await loadHints(step)).hints;
  assert.ok(hint);
  const lengths = Array.from({ length: rungCount }, (_, i) => hintText(hint, i + 1).length);
  assert.deepEqual(
    lengths,
    lengths.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(lengths).size, 3);
});
