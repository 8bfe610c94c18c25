import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CourseStep,
  deposit,
  lineOf,
  partsOf,
  type Race,
  race,
  racesMappedOn,
  stepBefore,
} from '../src/index.ts';

const raceOf = (number: string): Race =>
  race(`race of ${number}`, {
    anomaly: 'any',
    question: '?',
    accounts: { ann: 1 },
    instances: 1,
    clients: { A: deposit('ann', 1) },
  });

const step = (number: string, beginsWith: string | undefined): CourseStep => ({
  number,
  beginsWith,
  folder: number,
  file: `${number}/src/accounts.ts`,
  needs: [],
  attempt: undefined,
  races: [raceOf(number)],
  promises: [],
  stateless: true,
  memoryIsWatched: false,
  brokenBy: {},
  claims: {},
});

/** 03 begins with 02; 04 and 05 begin again at 01. */
const course = [
  step('01', undefined),
  step('02', '01'),
  step('03', '02'),
  step('04', '01'),
  step('05', '04'),
];
const numbers = (steps: readonly CourseStep[]) => steps.map(({ number }) => number).join(' ');
const names = (races: readonly Race[]) => races.map(({ name }) => name.slice(-2)).join(' ');

describe('a course in parts', () => {
  const last = course[4] as CourseStep;

  it('has the steps of each line, from the first to the one that is asked for', () => {
    assert.equal(stepBefore(course, course[0] as CourseStep), undefined);
    assert.equal(stepBefore(course, course[3] as CourseStep)?.number, '01');
    assert.equal(numbers(lineOf(course, last)), '01 04 05');
    assert.equal(numbers(lineOf(course, course[2] as CourseStep)), '01 02 03');
  });

  it('has a table for each part, from the step with which it begins, with the races of its line', () => {
    const parts = partsOf(course);
    assert.deepEqual(
      parts.map(({ steps, races }) => [numbers(steps), names(races)]),
      [
        ['01 02 03', '01 02 03'],
        ['01 04 05', '01 04 05'],
      ],
    );
    assert.equal(names(racesMappedOn(course, course[0] as CourseStep)), '01 02 03 04 05');
    assert.equal(names(racesMappedOn(course, course[1] as CourseStep)), '01 02 03');
  });
});
