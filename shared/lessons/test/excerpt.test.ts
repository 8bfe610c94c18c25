import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findExcerpt } from '@workbook/lessons';

const source = `import x from 'x';

/** What there is. */
const names = {
  one: 1,
};

class Bank {
  readonly #locks = new Lock();

  async find(id: number): Promise<Account> {
    return this.#query((em) => em.find(id));
  }

  /** Both. */
  async transfer(
    from: number,
    to: number,
  ): Promise<{ from: Account; to: Account }> {
    await this.find(from);
    return { from, to };
  }

  // Forks.
  async #query<T>(work: Work<T>): Promise<T> {
    return work();
  }
}

/** This or that. */
type Answer =
  | { readonly returned: unknown }
  | {
      readonly refused: string;
    };

export function refusalOf(error: unknown): unknown {
  return error;
}
`;

describe('findExcerpt(source, name)', () => {
  it('finds a method, moved to the left margin', () => {
    assert.equal(
      findExcerpt(source, 'find'),
      'async find(id: number): Promise<Account> {\n  return this.#query((em) => em.find(id));\n}',
    );
  });

  it('finds a method whose parameters take several lines, with its comment', () => {
    const excerpt = findExcerpt(source, 'transfer') ?? '';
    assert.match(excerpt, /^\/\*\* Both\. \*\/\nasync transfer\(\n {2}from: number,/);
    assert.match(excerpt, /return \{ from, to \};\n\}$/);
  });

  it('finds a private method and not the calls to it', () => {
    assert.equal(
      findExcerpt(source, '#query'),
      '// Forks.\nasync #query<T>(work: Work<T>): Promise<T> {\n  return work();\n}',
    );
  });

  it('finds a field, a constant, a function and a class', () => {
    assert.equal(findExcerpt(source, '#locks'), 'readonly #locks = new Lock();');
    assert.equal(
      findExcerpt(source, 'names'),
      '/** What there is. */\nconst names = {\n  one: 1,\n};',
    );
    assert.match(findExcerpt(source, 'refusalOf') ?? '', /^export function[\s\S]*error;\n\}$/);
    assert.match(findExcerpt(source, 'Bank') ?? '', /^class Bank \{[\s\S]*\n\}$/);
  });

  it('finds a union to its last part', () => {
    assert.equal(
      findExcerpt(source, 'Answer'),
      '/** This or that. */\ntype Answer =\n  | { readonly returned: unknown }\n  | {\n      readonly refused: string;\n    };',
    );
  });

  it('says so when there is nothing of that name', () => {
    assert.equal(findExcerpt(source, 'quer'), undefined);
    assert.equal(findExcerpt(source, 'em'), undefined);
  });
});
