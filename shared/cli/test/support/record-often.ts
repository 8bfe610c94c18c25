import { loadCourse } from '@workbook/course';
import { rememberHint } from '../../src/attempt/progress.ts';
import { rememberPrediction } from '../../src/predict/score.ts';

/** One terminal of several: counts a prediction and notes a hint, again and again. */
const [name, times] = process.argv.slice(2);
const course = await loadCourse();
const [step] = course;
if (!step) throw new TypeError('the course has no step');

for (let n = 0; n < Number(times); n += 1) {
  rememberPrediction({ step: '01', seed: 1 }, true, '2026-11-20');
  rememberHint(course, step, `${name}-${n}`, 1);
}
