import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeInOrder } from '../src/judging/judges.ts';

describe('judgeInOrder', () => {
  it('judges two at a time, and tells of each when it and all before it are done', async () => {
    const log: string[] = [];
    const ends = new Map<string, () => void>();
    const judge = async (subject: string) => {
      log.push(`begin ${subject}`);
      await new Promise<void>((resolve) => ends.set(subject, resolve));
      return subject.toUpperCase();
    };
    const found = judgeInOrder(['a', 'b', 'c'], judge, (one) => log.push(`tell ${one}`));
    for (const subject of ['b', 'c', 'a']) {
      ends.get(subject)?.();
      await new Promise(setImmediate);
    }
    assert.deepEqual(await found, ['A', 'B', 'C']);
    assert.deepEqual(log, ['begin a', 'begin b', 'begin c', 'tell A', 'tell B', 'tell C']);
  });
});
