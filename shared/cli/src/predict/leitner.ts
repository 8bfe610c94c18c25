/** A day of the calendar: `2026-11-20`. */
export type Day = string;

/** A question that was answered, and when it comes back. */
export interface Card {
  /** The step that it is about: `06`. */
  readonly step: string;
  /** It draws the question; absent for the one that is asked before the step. */
  readonly seed?: number;
  /** When it was answered last, and counted. */
  readonly day: Day;
  /** Whether that was right. */
  readonly right: boolean;
  /** How many right answers there were in a row. */
  readonly rights: number;
}

/** What a card is known by. */
export type CardName = Pick<Card, 'step' | 'seed'>;

/** Days until a question comes back: after a wrong answer, and after so many right ones in a row. */
const waitDays = [1, 1, 3, 7, 21] as const;

/**
 * The card after one more answer. A right answer that comes before the card is due shows only that it
 * was not forgotten within hours, and leaves the card as it is.
 */
export function answered(card: Card | undefined, name: CardName, right: boolean, today: Day): Card {
  if (card?.right && right && dueDay(card) > today) return card;
  const { step, seed } = name;
  const rights = right ? Math.min((card?.rights ?? 0) + 1, waitDays.length - 1) : 0;
  return { step, ...(seed !== undefined && { seed }), day: today, right, rights };
}

/** The cards that are due on `today`, the ones that have waited longest first. */
export function dueCards(cards: readonly Card[], today: Day): readonly Card[] {
  return cards
    .filter((card) => dueDay(card) <= today)
    .toSorted((a, b) => dueDay(a).localeCompare(dueDay(b)) || a.step.localeCompare(b.step));
}

/** The day from which on a card is due. */
export function dueDay({ day, rights }: Card): Day {
  const waits = waitDays[Math.min(rights, waitDays.length - 1)] ?? 1;
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + waits);
  return date.toISOString().slice(0, 10);
}

/** Whether two names are of the same card. */
export function isSame(a: CardName, b: CardName): boolean {
  return a.step === b.step && a.seed === b.seed;
}

/** The day of `date` where the learner is. */
export function dayOf(date: Date): Day {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whether a text is a day: one that the calendar has. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
