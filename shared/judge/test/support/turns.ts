import type { SqlSummary, SqlVerb, Turn } from '@workbook/explorer';

/** A statement on the accounts, and what it says. */
export function statement(text: string, verb: SqlVerb): Pick<Turn, 'kind' | 'text' | 'sql'> {
  return { kind: 'sql', text, sql: summary(verb) };
}

/** What a statement says that names the table of accounts, where such a statement names one. */
export function summary(verb: SqlVerb): SqlSummary {
  const mayChange = ['insert', 'update', 'delete'].includes(verb);
  const tables = mayChange || verb === 'select' ? ['account'] : [];
  return { verb, tables, locksRows: false, interrupts: false, mayChange };
}

/** The turn with this index, in which an operation of a client was done; what is not said is usual. */
export function turn(index: number, client: string, more: Partial<Turn> = {}): Turn {
  return {
    index,
    move: { client },
    client,
    kind: 'call',
    text: 'call',
    parkedAt: -1,
    outcome: 'done',
    waitsFor: [],
    released: [],
    finished: [],
    footprint: [],
    ...more,
  };
}
