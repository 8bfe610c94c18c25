import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  allRaces,
  type CourseStep,
  loadCourse,
  loadHints,
  type Prediction,
  projectFolder,
  type Race,
} from '@workbook/course';
import { type CostReport, readCost } from '@workbook/load/cost';
import { type MapRow, mapIn } from './map.ts';

/** A step with all that its pages are made of. */
export interface StepContent extends CourseStep {
  /** `A transaction`. */
  readonly title: string;
  /** The lesson, as Markdown. */
  readonly lesson: string;
  readonly prediction: Prediction;
}

/** All that the site is made of, but what was recorded. */
export interface CourseContent {
  readonly steps: readonly StepContent[];
  readonly races: readonly Race[];
  readonly map: readonly MapRow[];
  readonly cost: CostReport;
  /** Pages of `docs`, as Markdown, by their names: `vocabulary`. */
  readonly docs: Readonly<Record<'README' | 'vocabulary' | 'cost' | 'course-map', string>>;
}

/** Reads the course. */
export async function readContent(): Promise<CourseContent> {
  const course = await loadCourse();
  const races = allRaces(course);
  const [steps, cost, readme, vocabulary, costPage, courseMap] = await Promise.all([
    Promise.all(course.map(stepContent)),
    readCost(),
    ...['README', 'vocabulary', 'cost', 'course-map'].map((name) => read(`docs/${name}.md`)),
  ]);
  const docs = { README: readme, vocabulary, cost: costPage, 'course-map': courseMap } as const;
  return {
    steps,
    races,
    map: mapIn(docs['course-map'] as string, races),
    cost,
    docs: docs as CourseContent['docs'],
  };
}

async function stepContent(step: CourseStep): Promise<StepContent> {
  const [lesson, { prediction }] = await Promise.all([
    read(`steps/${step.number}/README.md`),
    loadHints(step),
  ]);
  const title = /^# Step \d\d: (.*)$/m.exec(lesson)?.[1] ?? step.number;
  return { ...step, title, lesson, prediction };
}

const read = (path: string) => readFile(join(projectFolder, path), 'utf8');
