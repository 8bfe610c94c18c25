/** What was found in an attempt. */
export type Verdict = 'green' | 'red' | 'inconclusive';

/** What has happened on one step, as far as its attempt was judged. */
export interface Story {
  /** How many saves have got a verdict. */
  readonly verdicts: number;
  /** Ids of the races that have failed at some time, in the order in which they were first seen to. */
  readonly broken: readonly string[];
  /** The race that fails now, if one does. */
  readonly failing?: string;
  /** Time at work: what lies between two verdicts, where that is not a break. */
  readonly workMs: number;
  /** When the last verdict came, and when the first green one did. */
  readonly lastAt: string;
  readonly greenAt?: string;
  /** The text that got the last verdict: to judge it once more is not another save. */
  readonly version?: string;
}

/** Who does not save anything for so long is not at work. */
const breakMs = 15 * 60_000;

/** The story with one more verdict, of the moment `at`. */
export function withVerdict(
  before: Story | undefined,
  {
    at,
    verdict,
    failing,
    version,
  }: {
    readonly at: Date;
    readonly verdict: Verdict;
    readonly failing?: string;
    readonly version?: string;
  },
): Story {
  const { verdicts, broken, workMs, lastAt, greenAt } = before ?? beginning;
  const sinceMs = lastAt === '' ? 0 : Math.max(0, at.getTime() - Date.parse(lastAt));
  const green = greenAt ?? (verdict === 'green' ? at.toISOString() : undefined);
  const isSame = version !== undefined && version === before?.version;
  return {
    verdicts: isSame ? verdicts : verdicts + 1,
    broken: failing === undefined ? broken : [...new Set([...broken, failing])],
    ...(failing !== undefined && { failing }),
    workMs: workMs + (sinceMs < breakMs ? sinceMs : 0),
    lastAt: at.toISOString(),
    ...(green !== undefined && { greenAt: green }),
    ...(version !== undefined && { version }),
  };
}

const beginning: Story = { verdicts: 0, broken: [], workMs: 0, lastAt: '' };

/** The stories in what a file says; those that make no sense are left out, for nothing depends on them. */
export function storiesIn(said: unknown): Readonly<Record<string, Story>> {
  if (said === null || typeof said !== 'object') return {};
  return Object.fromEntries(
    Object.entries(said).filter((entry): entry is [string, Story] => isStory(entry[1])),
  );
}

function isStory(said: unknown): said is Story {
  if (said === null || typeof said !== 'object') return false;
  const { verdicts, broken, failing, workMs, lastAt, greenAt, version } = said as Partial<Story>;
  return (
    Number.isSafeInteger(verdicts) &&
    Array.isArray(broken) &&
    broken.every((one) => typeof one === 'string') &&
    (failing === undefined || typeof failing === 'string') &&
    typeof workMs === 'number' &&
    workMs >= 0 &&
    isMoment(lastAt) &&
    (greenAt === undefined || isMoment(greenAt)) &&
    (version === undefined || typeof version === 'string')
  );
}

function isMoment(said: unknown): boolean {
  return typeof said === 'string' && !Number.isNaN(Date.parse(said));
}
