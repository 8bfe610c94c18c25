import type { Call } from '@workbook/course';
import { countedOnce } from './counted-once.ts';
import type { Evidence } from './evidence.ts';
import { byClient, type Exchange, openedIn, shortAnswer, succeeded } from './history.ts';

/** Each account by itself: a constant sum alone would let money move to the wrong one. */
export function wrongLedger({
  race,
  beginning,
  exchanges,
  final = [],
}: Evidence): string | undefined {
  const counted = byClient(countedOnce(exchanges, race.rules));
  const certain = counted.filter(({ answer }) => answer);
  const uncertain = counted.filter(({ answer }) => !answer);
  const subsets: Exchange[][] = [[]];
  for (const one of uncertain) subsets.push(...subsets.map((set) => [...set, one]));
  const closed = new Set(
    exchanges.flatMap(({ call, answer }) =>
      call.kind === 'close' && (!answer || succeeded(answer)) ? [call.account] : [],
    ),
  );
  const accounts = [...beginning, ...openedIn(exchanges)];
  const idOf = (owner: string) => accounts.find((account) => account.owner === owner)?.id;
  const expected = (owner: string, done: readonly Exchange[]) =>
    (accounts.find((account) => account.owner === owner)?.balance ?? 0) +
    done
      .flatMap(entries)
      .filter((entry) => entry.owner === owner)
      .reduce((sum, { amount }) => sum + amount, 0);
  const held = (owner: string) => final.find(({ id }) => id === idOf(owner))?.balance;
  const wrong = (done: readonly Exchange[]) =>
    accounts.filter(
      ({ owner }) =>
        held(owner) !== expected(owner, done) &&
        !(closed.has(owner) && held(owner) === undefined && expected(owner, done) === 0),
    );
  if (subsets.some((subset) => wrong([...certain, ...subset]).length === 0)) return undefined;
  const [account] = wrong(certain);
  if (!account) return undefined;
  const { owner, balance } = account;
  const terms = certain
    .flatMap(entries)
    .filter((entry) => entry.owner === owner)
    .map(({ text }) => text);
  const sum =
    terms.length === 0
      ? `no request that was accepted changes the ${balance}`
      : `${[balance, ...terms].join(' ')} = ${expected(owner, certain)}`;
  const refused = byClient(exchanges).filter(
    ({ call, answer }) => answer && !succeeded(answer) && touches(call, owner),
  );
  const others =
    terms.length === 0
      ? refused.map(({ label, answer }) => `; "${label}" was answered ${shortAnswer(answer)}`)
      : [];
  const unsure = uncertain.length > 0 ? ', whether or not the interrupted request took effect' : '';
  const now =
    held(owner) === undefined ? 'the account is gone' : `the account holds ${held(owner)}`;
  const again = exchanges.find((one) => !counted.includes(one) && touches(one.call, owner));
  const twice = again ? `; "${again.label}" was sent more than once, and counts once` : '';
  return `${owner}: ${sum}, but ${now}${unsure}${others.join('')}${twice}`;
}

function touches(call: Call, owner: string): boolean {
  return call.kind === 'transfer'
    ? call.from === owner || call.to === owner
    : 'account' in call && call.account === owner;
}

/** What each accepted request adds to an account. */
function entries({
  call,
  answer,
}: Exchange): readonly { owner: string; amount: number; text: string }[] {
  if (answer && !succeeded(answer)) return [];
  switch (call.kind) {
    case 'deposit':
      return [{ owner: call.account, amount: call.amount, text: `+ ${call.amount}` }];
    case 'withdraw':
      return [{ owner: call.account, amount: -call.amount, text: `− ${call.amount}` }];
    case 'transfer':
      return [
        { owner: call.from, amount: -call.amount, text: `− ${call.amount}` },
        { owner: call.to, amount: call.amount, text: `+ ${call.amount}` },
      ];
    default:
      return [];
  }
}
