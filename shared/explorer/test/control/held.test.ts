import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dropAllOf, Held } from '../../src/control/held.ts';

/** Things of one kind, and what was dropped of them. */
function things() {
  const dropped: string[] = [];
  return { held: new Held<string>((thing) => dropped.push(thing)), dropped };
}

describe('what instances hold open', () => {
  it('is dropped with its instance, whatever kind it is of', () => {
    const [files, sessions] = [things(), things()];
    files.held.add('file of 7', 7);
    files.held.add('file of 8', 8);
    sessions.held.add('session of 7', 7);
    dropAllOf(7);
    assert.deepEqual([files.dropped, sessions.dropped], [['file of 7'], ['session of 7']]);
    assert.deepEqual([[...files.held], [...sessions.held]], [['file of 8'], []]);
  });

  it('is not dropped when it was closed before', () => {
    const { held, dropped } = things();
    held.add('a file', 7);
    held.remove('a file');
    dropAllOf(7);
    assert.deepEqual(dropped, []);
  });

  it('belongs to the instance that has used it last', () => {
    const { held, dropped } = things();
    held.add('a connection', 7);
    held.add('a connection', 8);
    dropAllOf(7);
    assert.deepEqual(dropped, []);
    dropAllOf(8);
    assert.deepEqual(dropped, ['a connection']);
  });

  it('can be dropped for all instances, each thing once', () => {
    const { held, dropped } = things();
    held.add('one', 7);
    held.add('other', 8);
    held.dropAll();
    dropAllOf(7);
    assert.deepEqual(dropped, ['one', 'other']);
  });
});
