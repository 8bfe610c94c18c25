import type { Added } from './attempt.ts';

/** The same, by what only functions with a pool have. */
export const waysOfPool: Readonly<Record<string, Added>> = {
  'an object of the module, in a parameter for all the rest': {
    atLoad: 'const state = [0];\nconst keep = (...all: any[]) => all[0].push(1);',
    inRequest: 'keep(state);',
  },
  'a connection, in a parameter for all the rest': {
    atLoad: 'const keep = (id: number, ...all: any[]) => { all[0].last = id; };',
    inTransaction: 'keep(id, client);',
  },
  'a connection, behind what is spread': {
    atLoad: 'const keep = (a: number, b: number, of: any) => { of.last = a; };',
    inTransaction: 'keep(...[id, amount], client);',
  },
  'a second statement of a text': {
    inTransaction: "await client.query('select 1; listen one');",
  },
  'a second statement of a text that ends the transaction': {
    inTransaction: "await client.query('select 1; commit; select 2');",
  },
  'what only looks like a comment': {
    inTransaction: `await client.query("select '--', set_config('a.b', '1', false)");`,
  },
  'what only looks like a comment of several lines': {
    inTransaction: `await client.query("select '/*', set_config('a.b', '1', false), '*/'");`,
  },
  'a text in SQL whose end is escaped': {
    inTransaction: `await client.query("select E'\\\\'--', set_config('a.b', '1', false)");`,
  },
  'a text in SQL between dollars': {
    inTransaction: 'await client.query("select $a$\'$a$ --\', set_config(1, 2, false)");',
  },
  'a property of the pool': { inRequest: 'pool.last = id;' },
  'the options of the pool': { inRequest: 'pool.options.max = id;' },
  'a property of a connection': { inTransaction: 'client.last = id;' },
  'a property of a connection, in a function': {
    atLoad: 'function keep(of: any, id: number) { of.last = id; }',
    inTransaction: 'keep(client, id);',
  },
  'a connection of createAccounts': { atStart: 'const one = await pool.connect();' },
  'a listener that a request adds': { inRequest: "pool.on('error', () => {});" },
  'a statement that is prepared by name': {
    inRequest: "await pool.query({ name: 'one', text: 'select 1' });",
  },
  'a pool that a request closes': { inRequest: 'await pool.end();' },
  'a stack of what is closed at the end': {
    atStart: 'const stack = new AsyncDisposableStack();',
    inRequest: 'stack.adopt(id, () => {});',
  },
  'numbers that a session takes from a sequence before it needs them': {
    inTransaction: "await client.query('create sequence one cache 10');",
  },
  'the types of pg': { inRequest: 'pg.types.setTypeParser(20, Number);' },
  'the defaults of pg': { inRequest: 'pg.defaults.poolSize = id;' },
  'a variable of createAccounts': { atStart: 'let last = 0;', inRequest: 'last = id;' },
  'a property of the object of methods': { inClass: 'async list() { this.last = 1; },' },
  'a collection among the methods': { inClass: 'known: new Map(),' },
  'a property of the resources': { inRequest: 'postgres.last = id;' },
  'a property of the screening': { inRequest: 'screen.last = id;' },
  'what a result leads to': {
    inRequest: "const result = await pool.query('select 1'); result.parseRow.last = id;",
  },
};
