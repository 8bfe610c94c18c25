import { ownerOf, takesKey } from '@workbook/course';
import type { Account } from '@workbook/domain';
import {
  type Answer,
  codeOf,
  type Exchange,
  type FinalAccounts,
  someOverlap,
  succeeded,
} from './history.ts';
import {
  isFinal,
  isRefusal,
  isSameAnswer,
  type Kept,
  type Model,
  modelOf,
  withOpened,
} from './model.ts';
import { type Outcome, outcomeOf } from './outcome-of.ts';
import { has, type Rules } from './rules.ts';

/** What is known of a run beside its requests, as far as it decides which answers are right. */
export interface Circumstances {
  /** The accounts before the race. */
  readonly beginning: readonly Account[];
  /** Whether a client may be turned away although it could be served. */
  readonly mayGiveUp?: boolean;
  /** The rules beyond a single account. None when absent. */
  readonly rules?: Rules;
  /** The turn in which an instance has crashed: no request without an answer was at work after that. */
  readonly crashedAt?: number;
}

/**
 * Looks for a one-at-a-time order of the requests that explains every answer and the final state,
 * and in which no request comes before one that had been answered when it was sent (Herlihy and
 * Wing, 1990; the search is Wing and Gong's, 1993). A request without an answer may have been
 * carried out or not. Returns the order as indexes, or undefined when there is none.
 */
export function explain(
  circumstances: Circumstances,
  exchanges: readonly Exchange[],
  final: FinalAccounts,
): number[] | undefined {
  const history = { ...circumstances, exchanges, final };
  const search = (
    model: Model,
    left: readonly number[],
    order: readonly number[],
  ): number[] | undefined => {
    const unanswered = left.every((i) => exchanges[i]?.answer === undefined);
    if (unanswered && isFinal(model, final)) return [...order];
    for (const i of left) {
      const exchange = exchanges[i] as Exchange;
      const tooEarly = left.some((j) => {
        const answeredAt = exchanges[j]?.answeredAt;
        return j !== i && answeredAt !== undefined && answeredAt < exchange.calledAt;
      });
      if (tooEarly) continue;
      for (const after of apply(model, exchange, history)) {
        const rest = left.filter((j) => j !== i);
        const found = search(after, rest, [...order, i]);
        if (found) return found;
      }
    }
    return undefined;
  };
  return search(
    modelOf(circumstances.beginning),
    exchanges.map((_, i) => i),
    [],
  );
}

/** An answer that no other client can have had a part in, and the answer that there should be. */
export interface Unexpected {
  readonly exchange: Exchange;
  /** `200 ann 70`, or `the refusal insufficient_funds`. */
  readonly expected: string;
}

/**
 * The first answer that is wrong in a history in which no two requests overlap: then there is one order
 * that can explain it. Undefined when there is none, and when requests overlap.
 */
export function firstUnexpected(
  circumstances: Circumstances,
  exchanges: readonly Exchange[],
): Unexpected | undefined {
  if (someOverlap(exchanges)) return undefined;
  const history = { ...circumstances, exchanges, final: [] };
  let model = modelOf(circumstances.beginning);
  for (const exchange of exchanges.toSorted((a, b) => a.calledAt - b.calledAt)) {
    if (!exchange.answer) return undefined;
    const [after] = apply(model, exchange, history);
    if (!after) return { exchange, expected: expectedOf(model, exchange, history) };
    model = after;
  }
  return undefined;
}

/** Whether a request was refused for now, as it may be: nothing is to have come of it. */
export function isTurnedAway(
  { answer, isSentAgain = false, hasWaitedLong = false }: Exchange,
  mayGiveUp = false,
) {
  if (!answer) return false;
  if (isSentAgain && answer.status === 503) return true;
  return (
    (mayGiveUp || hasWaitedLong) &&
    (answer.status === 503 || ['conflict', 'key_in_use'].includes(codeOf(answer) ?? ''))
  );
}

/** A run, as far as it decides which answers are right. */
export interface History extends Circumstances {
  readonly exchanges: readonly Exchange[];
  readonly final: FinalAccounts;
}

/** What the model may be after the exchange: nothing where the answer does not fit here. */
export function apply(model: Model, exchange: Exchange, history: History): readonly Model[] {
  const { call, answer, key } = exchange;
  const { mayGiveUp, rules = [] } = history;
  if (isTurnedAway(exchange, mayGiveUp)) return [model];
  // Accounts without versions cannot be renamed, and not all can add up: there is no such request.
  if (call.kind === 'rename' && answer?.status === 405) return [model];
  if (call.kind === 'report' && answer && isRefusal(answer, 'unknown_route')) return [model];
  if (lacksKey(exchange, rules)) return answer && isRefusal(answer, 'key_required') ? [model] : [];
  if (key === undefined || !has(rules, 'keys-count-once') || isRefusedByForm(exchange))
    return carryOut(model, exchange, history).map((done) => done.model);
  const kept = model.kept.get(key);
  if (answer && isRefusal(answer, 'key_in_use')) return isAtWork(exchange, history) ? [model] : [];
  if (!kept) {
    if (answer?.isReplay) return [];
    return carryOut(model, exchange, history).map((done) => withKept(done.model, key, done));
  }
  if (!answer) return [];
  if (JSON.stringify(kept.call) !== JSON.stringify(call))
    return isRefusal(answer, 'key_reused') ? [model] : [];
  if (!answer.isReplay || !kept.says(answer)) return [];
  return [withKept(model, key, { ...kept, says: (other) => isSameAnswer(other, answer) })];
}

/** What the exchange does where it is the next, and what is to be said if it comes again. */
function carryOut(
  model: Model,
  { client, call, answer }: Exchange,
  { rules = [], final }: History,
): readonly (Kept & { readonly model: Model })[] {
  const outcome = outcomeOf(client, call, model, rules);
  const { expected } = outcome;
  if (answer) {
    if (!fits(answer, outcome)) return [];
    const says = (other: Answer) => isSameAnswer(other, answer);
    if (outcome.refused !== undefined) return [{ model, call, expected, says }];
    const after =
      call.kind === 'open'
        ? withOpened(outcome.model, call.owner, (answer.body as Account).id)
        : outcome.model;
    return [{ model: after, call, expected, says }];
  }
  const says = (other: Answer) => fits(other, outcome);
  if (outcome.refused !== undefined) return [{ model, call, expected, says }];
  if (call.kind !== 'open') return [{ model: outcome.model, call, expected, says }];
  const { owner } = call;
  return idsOf(owner, model, final).map((id) => ({
    model: withOpened(outcome.model, owner, id),
    call,
    expected,
    says: (other) => says(other) && (other.body as Account).id === id,
  }));
}

function fits(answer: Answer, outcome: Outcome): boolean {
  if (outcome.refused !== undefined) return isRefusal(answer, outcome.refused);
  return succeeded(answer) && outcome.says(answer.body);
}

/** The ids that an account may have whose opening was not answered. */
function idsOf(name: string, { usedIds }: Model, final: FinalAccounts): readonly number[] {
  return final
    .filter(({ id, owner }) => ownerOf(owner) === ownerOf(name) && !usedIds.has(id))
    .map(({ id }) => id);
}

function withKept(model: Model, key: string, { call, expected, says }: Kept): Model {
  return { ...model, kept: new Map(model.kept).set(key, { call, expected, says }) };
}

function lacksKey({ call, key }: Exchange, rules: Rules): boolean {
  return has(rules, 'keys-required') && takesKey(call) && key === undefined;
}

/** Such a request is refused before its key is looked at, and so as often as it is sent. */
function isRefusedByForm({ call }: Exchange): boolean {
  return call.kind === 'transfer' && call.from === call.to;
}

/** Whether another request with this key may have been at work between this one and its answer. */
function isAtWork(exchange: Exchange, { exchanges, crashedAt }: History): boolean {
  const { key, calledAt, answeredAt = calledAt } = exchange;
  return exchanges.some((other) => {
    const until = other.answeredAt ?? crashedAt ?? Number.POSITIVE_INFINITY;
    return (
      other !== exchange && other.key === key && other.calledAt <= answeredAt && until >= calledAt
    );
  });
}

/** The answer that there should be, for people. */
export function expectedOf(model: Model, exchange: Exchange, { rules = [] }: History): string {
  const { client, call, key } = exchange;
  if (lacksKey(exchange, rules)) return 'the refusal key_required';
  const kept =
    has(rules, 'keys-count-once') && !isRefusedByForm(exchange)
      ? model.kept.get(key ?? '')
      : undefined;
  if (!kept) return outcomeOf(client, call, model, rules).expected;
  if (JSON.stringify(kept.call) !== JSON.stringify(call)) return 'the refusal key_reused';
  return `the first answer again (${kept.expected}), marked as a replay`;
}
