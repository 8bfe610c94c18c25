import type { Added } from './attempt.ts';

/** Ways to keep something in memory, as an author writes them who wants to get through. */
export const anyWays: Readonly<Record<string, Added>> = {
  'a variable of the module': { atLoad: 'let last = 0;', inRequest: 'last = amount;' },
  'a collection of the module': {
    atLoad: 'const known = new Map();',
    inRequest: 'known.set(id, amount);',
  },
  'a collection that a function makes while the file is loaded': {
    atLoad: 'const makeOne = () => new Map();\nconst known = makeOne();',
    inRequest: 'known.set(id, amount);',
  },
  'an object of the module': {
    atLoad: 'const state = { last: 0 };',
    inRequest: 'state.last = id;',
  },
  'an array of the module, filled by its index': {
    atLoad: 'const state = [0];',
    inRequest: 'state[0] = id;',
  },
  'an array of the module, under another name': {
    atLoad: 'const state = [0];',
    inRequest: 'const mine = state; mine.push(id);',
  },
  'an array of the module, in an array of the request': {
    atLoad: 'const state = [0];',
    inRequest: 'const box = [state]; box[0].push(id);',
  },
  'an array of the module, out of a pattern': {
    atLoad: 'const state = [0];',
    inRequest: 'const [mine] = [state]; mine.push(id);',
  },
  'an array of the module, by the third argument of map': {
    atLoad: 'const state = [0];',
    inRequest: 'state.map((one, at, all) => all.push(id));',
  },
  'a property of a function': {
    atLoad: 'function count() { return 0; }',
    inRequest: 'count.last = id;',
  },
  'a property of a function, by its own name in an expression': {
    atLoad: 'const count = function self() { self.last = 1; };',
    inRequest: 'count();',
  },
  'a property of a function in an array': {
    atLoad: 'function count() { return 0; }',
    inRequest: 'const box = [count]; box[0].last = id;',
  },
  'a property of a class': { inRequest: 'Accounts.last = id;', atLoad: '' },
  'a static field': {
    atLoad: 'class Counter { static last = 0; }',
    inRequest: 'Counter.last += 1;',
  },
  'a static block': { atLoad: 'class Counter { static { this.last = 0; } }' },
  'a prototype': { inRequest: 'Object.prototype.last = id;' },
  'a prototype, by the constructor of an object': {
    inRequest: 'const one = {}; one.constructor.last = id;',
  },
  'a prototype, by a name that is put together': {
    inRequest: "const one = {}; const name = 'constr' + 'uctor'; one[name].last = id;",
  },
  'a prototype, by a pattern': { inRequest: 'const { constructor: made } = {}; made.last = id;' },
  'a property of a built-in function': { inRequest: 'const list = []; list.push.last = id;' },
  'a property of a built-in function, by a pattern': {
    inRequest: 'const { push } = []; push.last = id;',
  },
  'a symbol that all know': { inRequest: "const key = Symbol.for('state');" },
  'a property of the global object': { inRequest: 'globalThis.last = id;' },
  'a property of a built-in object': { inRequest: 'Math.last = id;' },
  'an environment variable': { inRequest: 'process.env.LAST = String(id);' },
  'a regular expression that remembers where it was': {
    atLoad: 'const digits = /\\d/g;',
    inRequest: "digits.test('1');",
  },
  'the place where a regular expression was': {
    atLoad: 'const digits = /\\d/;',
    inRequest: 'digits.lastIndex = id;',
  },
  'a default value that is made once': {
    atLoad:
      'const make = (known = new Map()) => (id: number) => known.set(id, id);\nconst keep = make();',
    inRequest: 'keep(id);',
  },
  'a variable of a closure that is made while the file is loaded': {
    atLoad: 'const next = (() => { let last = 0; return () => (last += 1); })();',
    inRequest: 'next();',
  },
  'a variable of a closure that createAccounts makes': {
    atStart: 'let last = 0; const next = () => (last += 1); next();',
  },
  'a collection of createAccounts that a method uses': {
    atStart: 'const known = new Map();',
  },
  'a generator': { atLoad: 'function* numbers() { yield 1; }', inRequest: 'numbers().next();' },
  'an enum': { atLoad: 'enum State { last }', inRequest: 'State.last = id;' },
  'a namespace': { atLoad: 'namespace State { export let last = 0; }' },
  'a tagged template': {
    atLoad: 'const tag = (parts: TemplateStringsArray) => parts;',
    inRequest: 'tag`state`;',
  },
  'an import at run time': { inRequest: "await import('./state.ts');" },
  'the function that is called': { inRequest: 'arguments.callee.last = id;' },
  'the timer of the event loop': {
    imports: "import { setInterval } from 'node:timers/promises';",
    inRequest: 'setInterval(1);',
  },
  'a storage of the call chain': {
    imports: "import { AsyncLocalStorage } from 'node:async_hooks';",
  },
  'a library of locks': { imports: "import AsyncLock from 'async-lock';" },
  'all of a package under one name': { imports: "import * as pg from 'pg';" },
  'a file that is only imported for what it does': {
    imports: "import './state.ts';",
  },
  'a function that is handed itself': {
    atLoad: 'function keep(of: any, id: number) { of.last = id; }',
    inRequest: 'keep(keep, id);',
  },
  'an object of the module that is handed to a function': {
    atLoad: 'const state = [0];\nfunction keep(of: any, id: number) { of.push(id); }',
    inRequest: 'keep(state, id);',
  },
  'Object.assign': { atLoad: 'const state = [0];', inRequest: 'Object.assign(state, [id]);' },
  'what bind makes': {
    atLoad: 'function count() { return 0; }',
    inRequest: 'const bound = count.bind(null); bound();',
  },
  'a decorator': { atLoad: 'const seen = (of: any) => of;\n@seen class Counter {}' },
  'a class inside of a function': {
    inRequest: 'class Counter {} const one = new Counter();',
  },
  'an assignment to a function': {
    atLoad: 'function count() { return 0; }',
    inRequest: 'count = () => id;',
  },
  'a property of a promise': {
    atLoad: 'async function one() { return 1; }',
    atStart: 'const later = one();',
  },
  'a symbol of its own that is called as another one is': {
    atLoad: "const Symbol = { asyncDispose: 'then' } as const;",
  },
  'a file under a name that a URL spells in another way': {
    imports: "import { state } from './%73tate.ts';",
  },
  'what closes the instance, called by a request': {
    inRequest: 'await this[Symbol.asyncDispose]();',
  },
  'a weak collection': { atLoad: 'const known = new WeakMap();' },
  'a promise of the module': { atLoad: 'const before = Promise.resolve();' },
  'a spread into the arguments of its own function': {
    atLoad: 'const state = [0];\nfunction keep(of: any) { of.push(1); }',
    inRequest: 'keep(...[state]);',
  },
  'an error that is caught, and may be known elsewhere': {
    inRequest: 'try { await delay(1); } catch (error) { error.last = id; }',
    imports: "import { setTimeout as delay } from 'node:timers/promises';",
  },
  'an object that turns into a number by its own code': {
    inRequest: 'const one = { valueOf() { return id; } }; return +one;',
  },
};

/** The same, by what only a class with an ORM has. */
export const waysOfOrm: Readonly<Record<string, Added>> = {
  'a relation that loads rows by itself': {
    inEntity: 'other: () => p.manyToOne(AccountRow),',
  },
  'a relation that is described at run time': {
    inEntity: 'other: () => { const later = p.string(); return later; },',
  },
  'a query that is not waited for': {
    inRequest:
      'const one = this.#orm.em.fork(); void one.createQueryBuilder(AccountRow).select(1).execute();',
  },
  'a query that is sent by waiting for it': {
    inTransaction: "await em.createQueryBuilder(AccountRow).select('id');",
  },
  'a query that is sent by what comes after it': {
    inTransaction: "await em.createQueryBuilder(AccountRow).select('id').then(() => 1);",
  },
  'a query that is sent as it is returned': {
    inTransaction:
      "const one = async () => em.createQueryBuilder(AccountRow).select('id'); const later = one();",
  },
  'a query that is sent as the end of a transaction': {
    inRequest:
      "await this.#query((em) => em.transactional(() => em.createQueryBuilder(AccountRow).select('id')));",
  },
  'SQL in a query': {
    inTransaction:
      "await em.createQueryBuilder(AccountRow).select('pg_advisory_lock(1)').execute();",
  },
  'SQL in a query, in an array': {
    inTransaction:
      "await em.createQueryBuilder(AccountRow).select(['id', 'pg_advisory_lock(1)']).execute();",
  },
  'SQL in a query that is put together': {
    inTransaction:
      "await em.createQueryBuilder(AccountRow).where('pg_advisory' + '_lock(1)').execute();",
  },
  'a query that caches its result': {
    inTransaction: 'await em.createQueryBuilder(AccountRow).select(1).cache(1).execute();',
  },
  'a field that counts': { inClass: 'count = 0;', inRequest: 'this.count += 1;' },
  'a private field that remembers a promise': {
    inClass: '#last: Promise<void> | undefined;',
    inRequest: 'this.#last = this.#query(async () => {});',
  },
  'a field that is a chain of promises': { inClass: '#last = Promise.resolve();' },
  'a collection in a field': { inClass: 'readonly #known = new Map();' },
  'a weak collection in a field': { inClass: 'readonly #known = new WeakMap();' },
  'an array in an object in a field': { inClass: 'readonly #known = { all: [[]] };' },
  'a field that is deleted': { inClass: 'free? = 1;', inRequest: 'delete this.free;' },
  'a field under a name of run time': { inRequest: 'this[String(id)] = amount;' },
  'a field of an object of its own': {
    atLoad: 'class Counter { last = 0; count(id: number) { this.last = id; } }',
    inClass: 'readonly #counter = new Counter();',
    inRequest: 'this.#counter.count(id);',
  },
  'a field that a pattern assigns': { inClass: 'last = 0;', inRequest: '[this.last] = [id];' },
  'a setter': { inClass: 'set last(id: number) {}', inRequest: 'this.last = id;' },
  'a getter with an effect': {
    inClass: 'last = 0; get next() { return (this.last += 1); }',
    inRequest: 'this.next;',
  },
  'a method that is replaced': { inRequest: 'this.find = async () => ({ id, balance: 0 });' },
  'this, under another name': {
    inClass: 'last = 0;',
    inRequest: 'const self = this; self.last = id;',
  },
  'this, in an array': { inClass: 'last = 0;', inRequest: 'const box = [this]; box[0].last = id;' },
  'an arrow function of the constructor': {
    inConstructor: 'let last = 0; this.count = () => (last += 1);',
    inClass: 'count;',
  },
  'an entity manager in a field': {
    inClass: 'readonly #em = this.orm.em.fork();',
    inConstructor: '',
  },
  'the entity manager of all': { inRequest: 'await this.#orm.em.findOne(AccountRow, id);' },
  'the entity manager of all, in a variable': {
    inRequest: 'const { em } = this.#orm; await em.findOne(AccountRow, id);',
  },
  'an entity manager that remembers what the one of all knows': {
    inRequest: 'this.#orm.em.fork({ clear: false });',
  },
  'the configuration of the ORM': { inRequest: "this.#orm.config.set('state', id);" },
  'the context of the entity manager': { inTransaction: 'em.getContext();' },
  'a subscriber to events': { inRequest: 'this.#orm.em.getEventManager().registerSubscriber({});' },
  'a property of the ORM': { inRequest: 'this.#orm.last = id;' },
  'the cache of results': { inTransaction: 'await em.find(AccountRow, { id }, { cache: 1000 });' },
  'the cache of results, under a name of run time': {
    inTransaction: "const options = JSON.parse('{}'); await em.find(AccountRow, { id }, options);",
  },
  'the cache of results, in options that are changed': {
    inTransaction:
      'const options = { limit: 1 }; options.cache = 1000; await em.find(AccountRow, { id }, options);',
  },
  'a filter of the entity manager': { inTransaction: "em.addFilter('state', {});" },
  'a hook in the entity': {
    atLoad:
      "const Other = defineEntity({ name: 'O', properties: {}, hooks: { onInit: [() => {}] } });",
  },
  'a default value of the entity that counts': { inEntity: 'at: p.integer().onCreate(() => 1),' },
  'a type of the entity with state': { inEntity: 'at: p.type(Number),' },
  'an entity with a method': {
    atLoad:
      "const Other = defineEntity({ name: 'O', properties: {} });\nclass Row extends Other.class { count() { return 1; } }",
    inRequest: 'new Row();',
  },
  'a member behind an entity': { inTransaction: 'row.__helper.last = id;' },
  'an entity manager in an array': { inTransaction: 'const all = [em]; all.push(em);' },
  'an option of the ORM': {
    atStart: 'await MikroORM.init({ entities: [AccountRow], allowGlobalContext: true });',
  },
  'an own function as an option of the ORM': {
    atStart:
      'await MikroORM.init({ entities: [AccountRow], driverOptions: { onCreate: () => {} } });',
  },
  'a small pool, by an option of the driver': {
    atStart: 'await MikroORM.init({ entities: [AccountRow], driverOptions: { max: 1 } });',
  },
  'a small pool, by its URL': {
    atStart: 'await MikroORM.init({ entities: [AccountRow], clientUrl: `${postgres.url}?max=1` });',
  },
  'an ORM that a request closes': { inRequest: 'await this.#orm.close();' },
  'SQL in the entity': { inEntity: "at: p.integer().defaultRaw('pg_try_advisory_lock(1)::int')," },
  'a small pool': { atStart: 'await MikroORM.init({ entities: [AccountRow], pool: { max: 1 } });' },
};

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
