import { type Claim, type Race, race } from './race.ts';
import { close, deposit, find, list, open, type Request, transfer, withdraw } from './requests.ts';
import type { Rule } from './rules.ts';

/** The largest amount, and the largest balance, that the domain allows. */
const most = Number.MAX_SAFE_INTEGER;

/** As long as the name of an owner may be. */
const longestOwner = `${'o'.repeat(99)}n`;

/** What one client alone is answered, as a race of a single client; by `rules` where it is held to some. */
export const alone = (
  what: string,
  accounts: Readonly<Record<string, number>>,
  requests: readonly Request[],
  rules?: readonly Rule[],
): Race => ({
  ...race(`${what}, alone`, {
    anomaly: 'wrong without a race',
    question: `Does one client alone get the answers that it should: ${what}?`,
    accounts,
    instances: 1,
    clients: { A: requests },
    ...(rules && { rules }),
  }),
  nobodyOverlaps: true,
});

/**
 * Each kind of request by one client alone, with its refusals: what code has to do before it can be
 * asked about races. The code that the course begins with does this much.
 */
export const simplePromises: readonly Race[] = [
  // No account is there before: what code gets wrong at its very first opening is seen in a run.
  alone('openings and readings', {}, [
    open('ann', 100),
    open('bob', 0),
    open('Cleo van Dam', 10),
    find('Cleo van Dam'),
    open('dan', 0),
    find('ann'),
    find('nobody'),
    // So many that the order of ids is not that of texts.
    ...['eve', 'fay', 'gus', 'hal', 'ivy', 'jan'].map((owner) => open(owner, 0)),
    list(),
  ]),
  alone('deposits', { ann: 100, bob: 50, [longestOwner]: 100 }, [
    deposit('ann', 50),
    find('ann'),
    deposit('nobody', 50),
    deposit('bob', most),
    deposit('bob', most - 50),
    deposit(longestOwner, 50),
    list(),
  ]),
  alone('withdrawals', { ann: 100, bob: 50 }, [
    withdraw('ann', 30),
    withdraw('ann', 80),
    find('ann'),
    withdraw('ann', 70),
    withdraw('nobody', 30),
    list(),
  ]),
  alone('transfers', { ann: 100, bob: 50, "ann's savings": 0 }, [
    transfer('ann', 'bob', 30),
    transfer('ann', 'bob', 80),
    transfer('nobody', 'bob', 30),
    transfer('ann', 'ann', 30),
    transfer('bob', 'ann', 80),
    transfer('ann', "ann's savings", 20),
    transfer("ann's savings", 'ann', 20),
    list(),
  ]),
];

/** The same for what the code that the course begins with gets wrong. */
const furtherPromises: readonly Race[] = [
  alone('closings', { ann: 100, bob: 0 }, [
    close('ann'),
    find('ann'),
    close('bob'),
    find('bob'),
    deposit('bob', 50),
    close('nobody'),
    list(),
  ]),
  alone('an account that is read before it is opened', { ann: 100 }, [
    find('bob'),
    open('bob', 50),
    find('bob'),
    deposit('bob', 50),
    list(),
  ]),
  alone('transfers refused halfway', { ann: 100, bob: most }, [
    transfer('ann', 'bob', 30),
    find('ann'),
    transfer('ann', 'nobody', 30),
    list(),
  ]),
];

/**
 * What every step promises beside the races that it prevents, whatever else it leaves possible: each
 * request alone, and every other race in the orders in which no two clients overlap. They are written
 * as races of a single client, which have one order.
 */
export function promisesOf(
  { claims }: { readonly claims: Readonly<Record<string, Claim>> },
  races: readonly Race[],
): readonly Race[] {
  const open = races.filter(({ id }) => claims[id] !== undefined && claims[id] !== 'prevented');
  return [...simplePromises, ...furtherPromises, ...open.flatMap(oneAfterTheOther)];
}

/** All that any step may promise in this way. */
export function allPromises(races: readonly Race[]): readonly Race[] {
  return [...simplePromises, ...furtherPromises, ...races.flatMap(oneAfterTheOther)];
}

/** The race in each order in which one client begins when the one before has its last answer. */
export function oneAfterTheOther(of: Race): readonly Race[] {
  const { accounts, before, beforeMs, clients, instances, poolSize, question, anomaly, rules } = of;
  const names = Object.keys(clients);
  // What makes the clients of a race differ from each other is lost where there is only one.
  if (names.length === 1 || of.screeningFails !== undefined) return [];
  return permutations(names).map((order) => ({
    ...race(`${of.name}, ${order.join(' before ')}`, {
      anomaly,
      question: `${question} Here no client begins before the one before it has its answer.`,
      accounts,
      before,
      beforeMs,
      instances,
      poolSize,
      rules,
      clients: {
        A: order.flatMap((name) => {
          const instance = names.indexOf(name) % instances;
          return [clients[name] ?? []].flat().map((request) => ({ ...request, instance }));
        }),
      },
    }),
    nobodyOverlaps: true,
  }));
}

function permutations<One>(all: readonly One[]): readonly (readonly One[])[] {
  if (all.length < 2) return [all];
  return all.flatMap((one) =>
    permutations(all.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  );
}
