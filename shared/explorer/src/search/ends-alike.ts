import { NotReproducible } from '../model/errors.ts';
import { Likeness, seenIn } from '../model/likeness.ts';
import type { JudgedRun } from '../model/scenario.ts';
import type { Finding } from './finding.ts';

/** Whether a run ended like an earlier one, but for what is drawn by lot. */
export function endsAlike(
  { seen, outcome, violation = '' }: Pick<Finding, 'seen' | 'outcome' | 'violation'>,
  run: Pick<JudgedRun<unknown>, 'turns' | 'outcome' | 'violation'>,
): boolean {
  const likeness = new Likeness();
  // In another order, perhaps: each client's turns are the same.
  const left = run.turns.map(seenIn);
  for (const one of seen) {
    const at = left.findIndex(({ client }) => client === one.client);
    const [other] = at < 0 ? [] : left.splice(at, 1);
    if (other) likeness.told(one, other);
    if (other) likeness.isSame(one.text, other.text);
  }
  return likeness.isSame(outcome, run.outcome) && likeness.isSame(violation, run.violation ?? '');
}

/** Throws `NotReproducible` when a run has not gone on used instances as it has on new ones. */
export function checkAlike(first: ToldRun, again: ToldRun): void {
  const { outcome, violation = '', text } = first;
  const likeness = new Likeness();
  const asksTheSame = first.turns.every((turn, i) => {
    const [one, other] = [turn, again.turns[i]].map((each) => each && seenIn(each));
    if (one && other) likeness.told(one, other);
    return one && other && likeness.isSame(one.text, other.text);
  });
  const endsTheSame =
    likeness.isSame(outcome, again.outcome) && likeness.isSame(violation, again.violation ?? '');
  if (text === again.text && asksTheSame && endsTheSame) return;
  throw new NotReproducible(
    `schedule ${text} ended with ${outcome} on new instances, and then, as ${again.text}, with ${again.outcome} on the same`,
  );
}

type ToldRun = Pick<JudgedRun<unknown>, 'turns' | 'outcome' | 'violation' | 'text'>;
