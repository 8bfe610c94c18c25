import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  defineService,
  type Exploration,
  explore,
  parseSchedule,
  printSummary,
  replay,
  type Scenario,
  type ServiceClients,
  type ServiceEnd,
  scenarioOf,
  summaryOf,
  timelineOf,
} from '../src/index.ts';

declare const openShop: () => Promise<{
  readonly shop: { buy(): Promise<'sold' | 'sold out'>; left(): Promise<number> };
  close(): Promise<void>;
}>;

const clients = { A: () => 'sold' };
const judge = () => undefined;

// Clients are given what `instance` makes, and the judge what they were answered and what `look` read.
const found = await explore(
  {
    instance: openShop,
    sharesMemory: false,
    reset: async ({ shop }) => {
      expectType<Promise<number>>(shop.left());
    },
    clients: {
      A: ({ shop }) => shop.buy(),
      B: [({ shop }) => shop.left(), async ({ shop }) => shop.left()],
      C: { label: 'buys', instance: 0, requests: ({ shop }) => shop.buy() },
    },
    look: async ({ shop }, instances) => {
      expectType<number>(instances.length);
      return shop.left();
    },
    judge: ({ answers, errors, seen, ending, run }) => {
      expectType<'sold' | 'sold out' | undefined>(answers.A);
      expectType<readonly number[] | undefined>(answers.B);
      expectType<'sold' | 'sold out' | undefined>(answers.C);
      expectType<unknown>(errors.A);
      expectType<number>(seen);
      expectType<'finished' | 'stuck' | 'endless' | 'too-long'>(ending.kind);
      expectType<number>(run.turns.length);
      return seen < 0 && `${seen} left`;
    },
    mayReject: (error, client) => error instanceof Error && client === 'A',
    outcome: ({ seen }) => `${seen}`,
  },
  { postgresUrl: '', faults: ['crash-after'] },
);
expectType<number | undefined>(found.first?.detail.seen);
expectType<'sold' | 'sold out' | undefined>(found.first?.detail.answers.C);
expectType<string>(summaryOf(found));
expectType<void>(printSummary(found, 'createShop'));
expectType<string[] | undefined>(found.first && timelineOf(found.first));

// Without `look` there is nothing to see; `instance` need not be asynchronous.
const service = { instance: () => ({ left: 2 }), clients, judge };
expectType<Promise<undefined>>(
  replay(service, parseSchedule('AB')).then(({ detail }) => detail.seen),
);
expectAssignable<Scenario<ServiceEnd<typeof clients>> & AsyncDisposable>(scenarioOf(service, {}));
expectAssignable<Promise<Exploration<ServiceEnd<typeof clients>>>>(explore(service));

// A service that is written by itself knows its parts, too.
const shop = defineService({
  instance: openShop,
  clients: { A: ({ shop }) => shop.buy() },
  look: ({ shop }) => shop.left(),
  judge: ({ answers, seen }) => {
    expectType<'sold' | 'sold out' | undefined>(answers.A);
    expectType<number>(seen);
    return undefined;
  },
});
expectType<number | undefined>((await explore(shop)).first?.detail.seen);

// A service needs an instance, clients and a judge, and the judge says a sentence or nothing.
expectError(explore({ clients, judge }));
expectError(explore({ instance: openShop, judge }));
expectError(explore({ instance: openShop, clients }));
expectError(explore({ instance: openShop, clients, judge: () => true }));
expectError(explore({ instance: openShop, clients, judge, sharesMemory: 'no' }));
expectNotAssignable<ServiceClients<number>>({ A: 'buy' });
expectNotAssignable<ServiceClients<number>>({ A: { label: 'buys' } });
