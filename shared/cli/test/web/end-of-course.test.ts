import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();
// As in a terminal that has colours, which are asked for when the modules are loaded.
Object.assign(process.stdout, { isTTY: true, hasColors: () => true });
const { actions } = await import('../../src/web/actions.ts');
const { colors } = await import('../../src/text/format.ts');
const { loadCourse } = await import('@workbook/course');

it('the end of the course is told to a page without the colours of a terminal', async () => {
  home.empty();
  const course = await loadCourse();
  const desk = { step: course.at(-1), state: { result: { verdict: 'green' } } };
  const subject = { course, desk } as unknown as Parameters<typeof actions.next>[1];
  const told = await actions.next({}, subject);
  assert.ok(colors.isColorSupported);
  assert.match(JSON.stringify(told), /^{"kind":"end","text":"That was the last step; 0 of /);
});
