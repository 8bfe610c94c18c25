import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { it } from 'node:test';
import { loadCourse, loadProtections, loadVariants, projectFolder } from '@workbook/course';
import { variantOf, withoutProtection } from '@workbook/judge';

/** A name that is not there would be a defect, and the race possible for a reason that is not the one that is said. */
it('variants, and steps without a protection, are code that the compiler takes', async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'changed-types-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const names = new Map<string, string>();
  for (const step of await loadCourse()) {
    for (const variant of (await loadVariants(step)).variants)
      names.set(stack.use(await variantOf(step, variant)).file, `${step.number}/${variant.id}`);
    for (const protection of await loadProtections(step)) {
      const { file } = stack.use(await withoutProtection(step, protection));
      names.set(file, `${step.number}/without-${protection.id}`);
    }
  }
  const modules = join(projectFolder, 'node_modules');
  const settings = {
    extends: join(projectFolder, 'tsconfig.base.json'),
    compilerOptions: {
      typeRoots: [join(modules, '@types')],
      module: 'esnext',
      moduleResolution: 'bundler',
      paths: { '*': [join(modules, '@types/*'), join(modules, '*')] },
    },
    files: [...names.keys()],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const { status, stdout } = spawnSync(
    join(modules, '.bin/tsc'),
    ['--pretty', 'false', '-p', folder],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  const mistakes = [...stdout.matchAll(/^(.+?)(\(\d+,\d+\): error TS.*)$/gm)].map(
    ([, path = '', mistake]) => {
      const file = resolve(folder, path);
      return `${names.get(join(dirname(file), 'accounts.ts'))}: ${basename(file)}${mistake}`;
    },
  );
  assert.deepEqual(mistakes, []);
  assert.equal(status, 0, stdout);
  assert.ok(names.size > 100, `only ${names.size} were compiled`);
});
