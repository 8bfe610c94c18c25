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
      const { variable: _, ...command } = editorCommand(env, place, nothing) ?? {};
      assert.deepEqual(command, { program, args, inTerminal });
    });

  it('is VS Code where none is set and it is on the path', () => {
    const asked: string[] = [];
    const command = editorCommand({}, place, (program) => asked.push(program) > 0);
    assert.deepEqual(command, {
      program: 'code',
      args: ['-g', at],
      inTerminal: false,
      variable: 'EDITOR',
    });
    assert.deepEqual(asked, ['code']);
  });

  for (const npm of [{ npm_execpath: '/npm/bin/npm-cli.js' }, { npm_lifecycle_event: 'start' }]) {
    const programOf = (env: NodeJS.ProcessEnv, isThere: () => boolean) =>
      editorCommand({ ...npm, ...env }, place, isThere)?.program;
    it(`is not the one that npm sets where the user has set none: ${Object.keys(npm).join()}`, () => {
      assert.equal(
        programOf({ EDITOR: 'vi' }, () => true),
        'code',
      );
      assert.equal(programOf({ EDITOR: 'vi' }, nothing), 'vi');
      assert.equal(
        programOf({ EDITOR: 'vim' }, () => true),
        'vim',
      );
      assert.equal(
        programOf({ VISUAL: 'vi', EDITOR: 'vi' }, () => true),
        'vi',
      );
    });
  }

  it('is vi where the user has set that, and npm has no part in it', () => {
    assert.equal(editorCommand({ EDITOR: 'vi' }, place, () => true)?.program, 'vi');
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

  for (const [variable, program] of [
    ['EDITOR', '/nowhere/vim'],
    ['EDITOR', '/nowhere/code'],
    ['VISUAL', '/nowhere/vim'],
  ] as const)
    it(`says that ${program} does not start, and that ${variable} names it`, async () => {
      await assert.rejects(openEditor(place, lend, { EDITOR: 'ed', [variable]: program }), {
        message: `${program} does not start (ENOENT): open ${at} yourself, or set ${variable} to another one.`,
      });
    });
});
