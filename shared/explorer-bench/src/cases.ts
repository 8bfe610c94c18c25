/** What clients send, one statement after the other. */
export interface Work {
  /** The statements of each client, by its name, a single capital letter. */
  readonly clients: Readonly<Record<string, readonly string[]>>;
  /** What must be in stock at the end, whatever the order was. */
  readonly expected?: number;
}

/** A comparison with `isolationtester`. */
export interface Case extends Work {
  readonly name: string;
  /** How many times its rate the explorer should reach. */
  readonly target: number;
}

const read = 'select amount from stock where id = 1';
const lock = `${read} for update`;
const set = (amount: number) => `update stock set amount = ${amount} where id = 1`;
const take = (amount: number) => `update stock set amount = amount - ${amount} where id = 1`;

/** One table with one row: every statement of every case is about it. */
export const schema =
  'create table stock (id int primary key, amount int not null); insert into stock values (1, 100)';

/** Sent before every schedule, by both sides. */
export const reset = 'update stock set amount = 100 where id = 1';

/** Sent after every schedule, by both sides. */
export const look = 'select amount from stock where id = 1';

/** All orders of two clients with four statements each, against PostgreSQL's own `isolationtester`. */
export const cases: readonly Case[] = [
  {
    name: 'no transaction',
    clients: { A: [read, set(70), read, set(40)], B: [read, set(50), read, set(20)] },
    target: 1,
  },
  {
    name: 'transaction',
    clients: { A: ['begin', read, set(70), 'commit'], B: ['begin', read, set(50), 'commit'] },
    target: 3,
  },
  {
    name: 'FOR UPDATE',
    clients: { A: ['begin', lock, set(70), 'commit'], B: ['begin', lock, set(50), 'commit'] },
    target: 5,
  },
];

const withdrawal = (amount: number) => ['begin', lock, take(amount), 'commit'];

/** Three clients, all of whose orders hold: searched with reduction and without. */
export const reductionCase: Work & { readonly target: number } = {
  clients: { A: withdrawal(10), B: withdrawal(20), C: withdrawal(30) },
  expected: 40,
  target: 10,
};
