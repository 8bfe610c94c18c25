import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { editorCommand, openEditor } from '../../src/loop/open-editor.ts';

const place = { file: 'steps/01/attempt/accounts.ts', line: 61 };
const at = `${place.file}:61`;
const nothing = () => false;

describe('the command that opens an editor at a line', () => {
  for (const [what, env, program, args, inTerminal] of [
    ['VISUAL comes first', { VISUAL: 'vim', EDITOR: 'nano' }, 'vim', ['+61', place.file], true],
    ['then EDITOR', { VISUAL: ' ', EDITOR: 'nano' }, 'nano', ['+61', place.file], true],
    ['emacs with options', { EDITOR: 'emacs -nw' }, 'emacs', ['-nw', '+61', place.file], true],
    ['VS Code', { EDITOR: 'code --reuse-window' }, 'code', ['--reuse-window', '-g', at], false],
    ['Cursor', { EDITOR: 'cursor' }, 'cursor', ['-g', at], false],
    ['VSCodium by its path', { EDITOR: '/opt/bin/codium' }, '/opt/bin/codium', ['-g', at], false],
    ['a path with a space', { EDITOR: '"/My Apps/subl" -n' }, '/My Apps/subl', ['-n', at], false],
    ['Zed', { EDITOR: 'zed' }, 'zed', [at], false],
    ['Helix, which needs the terminal', { EDITOR: 'hx' }, 'hx', [at], true],
    ['one that is not known', { EDITOR: 'ed -s' }, 'ed', ['-s', place.file], true],
  ] as const)
    it(`${what}: ${[program, ...args].join(' ')}`, () => {
      assert.deepEqual(editorCommand(env, place, nothing), { program, args, inTerminal });
    });

  it('is VS Code where none is set and it is on the path', () => {
    const asked: string[] = [];
    const command = editorCommand({}, place, (program) => asked.push(program) > 0);
    assert.deepEqual(command, { program: 'code', args: ['-g', at], inTerminal: false });
    assert.deepEqual(asked, ['code']);
  });

  it('is none where there is none', () => {
    assert.equal(editorCommand({}, place, nothing), undefined);
  });

  it('names the file alone where no line matters', () => {
    const { file } = place;
    assert.deepEqual(editorCommand({ EDITOR: 'vim' }, { file }, nothing)?.args, [file]);
    assert.deepEqual(editorCommand({ EDITOR: 'code' }, { file }, nothing)?.args, [file]);
  });
});

describe('an editor that cannot be opened', () => {
  const lend = <T>(work: () => Promise<T>) => work();

  it('names the file and the line, and an editor that is there', async () => {
    const PATH = await mkdtemp(join(tmpdir(), 'workbook-editors-'));
    try {
      await assert.rejects(openEditor(place, lend, { PATH }), {
        name: 'UsageError',
        message: `No editor is set: open ${at} yourself, or set EDITOR to the command that starts yours.`,
      });
      await writeFile(join(PATH, 'vi'), '', { mode: 0o755 });
      await assert.rejects(openEditor(place, lend, { PATH }), {
        message: `No editor is set: open ${at} yourself, or begin with EDITOR=vi npm start.`,
      });
    } finally {
      await rm(PATH, { recursive: true });
    }
  });

  for (const EDITOR of ['/nowhere/vim', '/nowhere/code'])
    it(`says that ${EDITOR} does not start`, async () => {
      await assert.rejects(openEditor(place, lend, { EDITOR }), {
        message: `${EDITOR} does not start (ENOENT): open ${at} yourself, or set EDITOR to another one.`,
      });
    });
});
