import { execFile } from 'node:child_process';
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { calledFrom } from '@workbook/services';

const require = createRequire(import.meta.url);

/** TypeScript's compiler, a script for Node. */
export const compiler: string = join(
  dirname(require.resolve('typescript/package.json')),
  'bin/tsc',
);

const here = join(import.meta.dirname, '..');
const project = join(here, '../..');

/**
 * The command `npm run package -w @workbook/explorer -- FOLDER`: what `npm publish FOLDER` then publishes, in
 * `dist` unless a folder is named.
 */
export async function main(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [folder = join(here, 'dist')] = positionals;
  const target = resolve(calledFrom(), folder);
  await mkdir(target, { recursive: true });
  await writePackage(target);
  console.log(target);
  return 0;
}

/**
 * Writes the package as it is published into `target`, an existing folder: JavaScript and types in
 * `dist`, the pages, the licence, and a `package.json` that knows no other package of the workbook.
 * Throws when the sources cannot be compiled.
 */
export async function writePackage(target: string): Promise<void> {
  await compile(join(target, 'dist'));
  for (const page of ['README.md', 'RECIPES.md'])
    await copyFile(join(here, page), join(target, page));
  await copyFile(join(project, 'LICENSE'), join(target, 'LICENSE'));
  const manifest = publishedManifest(
    JSON.parse(await readFile(join(here, 'package.json'), 'utf8')),
  );
  await writeFile(join(target, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** What the manifest of the workspace says to others, too. */
const passedOn = [
  ...['name', 'version', 'description', 'keywords', 'license', 'type', 'engines'],
  ...['publishConfig', 'dependencies', 'peerDependencies', 'peerDependenciesMeta'],
];

/** What npm is told of the package: that of the workspace, with the built files in place of the sources. */
function publishedManifest(workspace: Record<string, unknown>): Record<string, unknown> {
  const published = passedOn.map((name) => [name, workspace[name]]);
  const sources = workspace['exports'] as Record<string, string>;
  const doors = Object.entries(sources).filter(([, file]) => file.startsWith('./src/'));
  const built = doors.map(([door, file]) => {
    const path = file.replace('./src/', './dist/').replace(/\.ts$/, '');
    return [door, { types: `${path}.d.ts`, default: `${path}.js` }];
  });
  return {
    ...Object.fromEntries(published),
    exports: { ...Object.fromEntries(built), './package.json': './package.json' },
    types: './dist/index.d.ts',
    files: ['dist', 'RECIPES.md'],
  };
}

/** Types are checked elsewhere, so that this takes a few seconds. */
async function compile(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  const config = join(dirname(outDir), 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    noCheck: true,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: join(here, 'src'),
    outDir,
    typeRoots: [join(project, 'node_modules/@types')],
  };
  await writeFile(
    config,
    JSON.stringify({
      extends: join(project, 'tsconfig.base.json'),
      compilerOptions,
      include: [join(here, 'src')],
    }),
  );
  await run(process.execPath, [compiler, '--project', config]);
  await rm(config);
  // The compiler leaves the imports of declarations as they were.
  for await (const file of glob('**/*.d.ts', { cwd: outDir })) {
    const path = join(outDir, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/(from |import |import\()'(\.[^']*)\.ts'/g, "$1'$2.js'"));
  }
}

const run = promisify(execFile);
