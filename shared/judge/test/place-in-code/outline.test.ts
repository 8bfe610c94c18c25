import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Outline } from '../../src/place-in-code/outline.ts';

const text = `class DatabaseAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#transaction(async (em) => {
      const row = await rowOf(em, id);
      row.balance += amount;
    });
  }

  async transfer(from: number, to: number): Promise<void> {
    await this.#query(async (em) => rowOf(em, from));
    return this.#transaction(async (em) => {
      await rowOf(em, to);
    });
  }

  find = async (id: number) => loud(() => this.#query((em) => rowOf(em, id)));

  async #transaction<T>(work: (em: Manager) => Promise<T>): Promise<T> {
    return this.#query((em) => em.transactional(work));
  }

  async #query<T>(work: (em: Manager) => Promise<T>): Promise<T> {
    return await work(this.#orm.em.fork());
  }
}

const loud = <T>(work: () => T): T => work();

async function rowOf(em: Manager, id: number): Promise<Row> {
  return await em.findOne(Row, id);
}
`;
/** The number of the only line that says this. */
const line = (says: string) => {
  const lines = text.split('\n');
  const found = lines.filter((one) => one.includes(says));
  assert.equal(found.length, 1, says);
  return lines.indexOf(found[0] ?? '') + 1;
};
const outline = new Outline(text);
const [query, row] = [line('fork()'), line('findOne')];

describe('the line behind that of a helper which runs what it was given', () => {
  it('is the innermost line of no such helper', () => {
    const inDeposit = line('const row = await');
    assert.equal(outline.lineBehind('deposit', [query, inDeposit]), inDeposit);
    const inTransaction = line('em.transactional(work)');
    assert.equal(outline.lineBehind('deposit', [query, inTransaction, inDeposit]), inDeposit);
  });

  it('is the call of the method that leads to the helper, where the method has left the stack', () => {
    assert.equal(outline.lineBehind('deposit', [query]), line('checkAmount(amount)') + 1);
    assert.equal(outline.lineBehind('find', [query]), line('find = async'));
  });

  it('is not wanted where the innermost line says itself what is asked for', () => {
    assert.equal(outline.lineBehind('deposit', [row, line('const row = await'), query]), undefined);
  });

  it('is not known where two calls lead there, nor of a helper that the method does not call', () => {
    assert.equal(outline.lineBehind('transfer', [query]), undefined);
    assert.equal(outline.lineBehind('deposit', [line('work();')]), undefined);
  });

  it('is not known of a method that is not there, or is there twice', () => {
    assert.equal(outline.lineBehind('rowOf', [query]), undefined);
    const twice = new Outline(`${text}class Cached { async deposit() { return this.#query(); } }`);
    assert.equal(twice.lineBehind('deposit', [query]), undefined);
  });

  it('is not known in a file that breaks the grammar', () => {
    assert.equal(new Outline('class {').lineBehind('deposit', [1]), undefined);
  });
});
