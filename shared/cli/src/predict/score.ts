import { changeRecord, readRecord, setRecordAside } from '../attempt/record.ts';
import type { Score } from '../json/predict.ts';
import { answered, type Card, type CardName, type Day, isDay, isSame } from './leitner.ts';

/** A plain file that may be deleted to begin anew. */
const record = 'predictions.json';

/** What is kept of the learner's predictions. */
export interface Predictions extends Score {
  /** What was asked; an older workbook has kept the score alone. */
  readonly cards: readonly Card[];
  /** Steps whose first question the learner did not want to answer. */
  readonly skipped: readonly string[];
}

const none: Predictions = { asked: 0, right: 0, cards: [], skipped: [] };

/** Counts an answer to the question of `name`, given on `today`, and returns the new score. */
export function rememberPrediction(name: CardName, right: boolean, today: Day): Score {
  const { asked, right: rights } = change((before) => {
    const card = before.cards.find((one) => isSame(one, name));
    const others = before.cards.filter((one) => one !== card);
    return {
      asked: before.asked + 1,
      right: before.right + (right ? 1 : 0),
      cards: [...others, answered(card, name, right, today)],
      skipped: before.skipped,
    };
  });
  return { asked, right: rights };
}

/** Notes that the learner does not want to answer the question before a step. */
export function rememberSkipped(step: string): void {
  change((before) => ({ ...before, skipped: [...new Set([...before.skipped, step])] }));
}

/** Whether the question before a step was answered or skipped already. */
export function wasAsked(step: string): boolean {
  const { cards, skipped } = readPredictions();
  return skipped.includes(step) || cards.some((card) => isSame(card, { step }));
}

/** The score so far. */
export function readScore(): Score {
  const { asked, right } = readPredictions();
  return { asked, right };
}

/** What is kept. A file that makes no sense is set aside, and the learner told. */
export function readPredictions(): Predictions {
  const text = readRecord(record);
  const predictions = predictionsIn(text);
  if (predictions) return predictions;
  if (text !== undefined) {
    setRecordAside(record, text);
    console.error(
      'workbook: .workbook/predictions.json did not say how often you were right and was renamed to predictions.json.broken: the score begins anew',
    );
  }
  return none;
}

/** Changes what is kept, by what is kept now. What cannot be read is set aside first. */
function change(by: (before: Predictions) => Predictions): Predictions {
  readPredictions();
  let after = none;
  changeRecord(record, (text) => {
    after = by(predictionsIn(text) ?? none);
    return `${JSON.stringify(after)}\n`;
  });
  return after;
}

function predictionsIn(text = ''): Predictions | undefined {
  try {
    const { asked, right, cards = [], skipped = [] } = JSON.parse(text) as Partial<Predictions>;
    if (!isCount(asked) || !isCount(right) || right > asked) return undefined;
    if (!Array.isArray(cards) || !cards.every(isCard)) return undefined;
    if (!Array.isArray(skipped) || !skipped.every((one) => typeof one === 'string'))
      return undefined;
    return { asked, right, cards, skipped };
  } catch {
    return undefined;
  }
}

function isCard(value: unknown): value is Card {
  const { step, seed, day, right, rights } = (value ?? {}) as Partial<Card>;
  return (
    typeof step === 'string' &&
    (seed === undefined || isCount(seed)) &&
    isDay(day) &&
    typeof right === 'boolean' &&
    isCount(rights)
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
