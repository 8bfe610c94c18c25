import { changeRecord, readRecord, setRecordAside } from '../attempt/record.ts';
import type { Score } from '../json/predict.ts';

/** A plain file that may be deleted to begin anew. */
const record = 'predictions.json';

/** Counts one more prediction, and returns the new score. What cannot be read is set aside first. */
export function countPrediction(right: boolean): Score {
  readScore();
  let score: Score = { asked: 0, right: 0 };
  changeRecord(record, (text) => {
    const before = scoreIn(text) ?? score;
    score = { asked: before.asked + 1, right: before.right + (right ? 1 : 0) };
    return `${JSON.stringify(score)}\n`;
  });
  return score;
}

/** The score so far. A file that makes no sense is set aside, and the learner told. */
export function readScore(): Score {
  const text = readRecord(record);
  const score = scoreIn(text);
  if (score) return score;
  if (text !== undefined) {
    setRecordAside(record, text);
    console.error(
      'workbook: .workbook/predictions.json did not say how often you were right and was renamed to predictions.json.broken: the score begins anew',
    );
  }
  return { asked: 0, right: 0 };
}

function scoreIn(text = ''): Score | undefined {
  try {
    const { asked, right } = JSON.parse(text) as Partial<Score>;
    return isCount(asked) && isCount(right) && right <= asked ? { asked, right } : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
