import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inOneLine } from '../../src/service/outcome.ts';

class Stock {
  readonly amount: number;

  constructor(amount: number) {
    this.amount = amount;
  }
}

class Hidden {
  readonly #amount: number;

  constructor(amount: number) {
    this.#amount = amount;
  }

  isEmpty(): boolean {
    return this.#amount === 0;
  }
}

describe('what a client was answered, in one line', () => {
  const different: Readonly<Record<string, (amount: number) => unknown>> = {
    'a Map': (amount) => new Map([['amount', amount]]),
    'a Set': (amount) => new Set([amount]),
    'an object of a class': (amount) => new Stock(amount),
    Headers: (amount) => new Headers({ amount: String(amount) }),
    'a query of a URL': (amount) => new URLSearchParams({ amount: String(amount) }),
    FormData: (amount) => {
      const form = new FormData();
      form.set('amount', String(amount));
      return form;
    },
    'a pattern': (amount) => new RegExp(String(amount)),
    'a symbol': (amount) => Symbol(String(amount)),
    'bytes in a Buffer': (amount) => Buffer.from([amount]),
    'what is no number': (amount) => (amount === 1 ? Number.NaN : Number.POSITIVE_INFINITY),
    'zero with a sign': (amount) => (amount === 1 ? 0 : -0),
    'a bigint': (amount) => BigInt(amount),
  };
  for (const [name, make] of Object.entries(different))
    it(`differs where it does, deep inside: ${name}`, () => {
      const line = (amount: number) => inOneLine({ all: [make(amount)] }, 'the answer');
      assert.equal(line(1), line(1));
      assert.notEqual(line(1), line(2));
    });

  const hiding: Readonly<Record<string, unknown>> = {
    Hidden: new Hidden(1),
    Response: new Response('sold'),
    Promise: Promise.resolve('sold'),
    Blob: new Blob(['sold']),
    ArrayBuffer: new ArrayBuffer(1),
    WeakMap: new WeakMap(),
    Iterator: [1].values(),
  };
  for (const [name, value] of Object.entries(hiding))
    it(`is refused where nothing of it can be seen: ${name}`, () => {
      assert.throws(
        () => inOneLine({ value }, 'the answer to A'),
        new RegExp(
          `^ExplorationError: the answer to A cannot be written down \\(nothing can be seen of its ${name}\\): return what matters of it`,
        ),
      );
    });

  it('may be empty', () => {
    assert.equal(
      inOneLine([{}, [], new Map(), Object.create(null), new Uint8Array()], 'it'),
      '[{},[],[],{},{}]',
    );
  });
});
