import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import {
  type ResolveFnOutput,
  type ResolveHookContext,
  type ResolveHookSync,
  registerHooks,
} from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StepModule } from '@workbook/course';
import { type TransformOptions, transform, transformSync } from 'esbuild';
import { ownTextIn, SharedState } from '../isolation/shared-state.ts';
import { reasonOf } from '../place-in-code/stack.ts';
import { wrongExport } from './likely-mistake.ts';
import { SetUpFailed } from './set-up-failed.ts';
import { startingUp } from './start-up.ts';

/** The file is not one that can be judged: it does not load, or lacks `createAccounts`. */
export class CannotLoad extends Error {
  override readonly name = 'CannotLoad';
}

/**
 * Loads `file` as the given copy: copies share no module state, the same copy is loaded once, until
 * `forgetCopies` is called.
 * Throws `CannotLoad` with one sentence that names the place.
 */
export async function loadStep(file: string, copy: string): Promise<StepModule> {
  const url = pathToFileURL(file);
  url.searchParams.set(parameter, `${generation}.${copy}`);
  await translateAhead(file);
  const before = await lookBefore(file);
  let module: Partial<StepModule>;
  try {
    module = await startingUp('loading', () => import(url.href));
  } catch (error) {
    throw cannotLoad(file, error);
  }
  // What one copy has left alone, the next ones do, too; if not, `checkApart` says so.
  const shared = before.hasLoaded ? undefined : before.state.found();
  if (shared !== undefined) throw new CannotLoad(shared);
  before.hasLoaded = true;
  const wrong = wrongExport({ ...module });
  if (wrong !== undefined) throw new CannotLoad(`${file} ${wrong}`);
  const { createSchema, createAccounts } = module as StepModule;
  return {
    ...(module as StepModule),
    createAccounts: (resources) => startingUp('createAccounts', () => createAccounts(resources)),
    ...(createSchema && {
      createSchema: (resources) => startingUp('createSchema', () => createSchema(resources)),
    }),
  };
}

/** Throws `CannotLoad` when `file` breaks the grammar. Nothing of it runs. */
export async function checkGrammar(file: string): Promise<void> {
  try {
    await transform(await readFile(file, 'utf8'), translationOf(file));
  } catch (error) {
    throw cannotLoad(file, error);
  }
}

function cannotLoad(file: string, cause: unknown): Error {
  const missing = notInstalled.exec(String(cause))?.groups?.['name'];
  // What translates the file is of another platform, or was left out: the file itself is not to blame.
  if (missing)
    return new Error(`the package ${missing} is not installed: run npm ci --include=optional`, {
      cause,
    });
  return new CannotLoad(`${file} cannot be loaded: ${reasonOf(cause)}`, { cause });
}

/** How esbuild says that its own program is not there, or is one for another platform. */
const notInstalled =
  /needs the "(?<name>@esbuild\/[^"]+)" package|"(?<name>@esbuild\/[^"]+)" could not be found/;

const parameter = 'copy';
/** What a file uses is loaded by a module that stands in its place and only names it. */
const packagesParameter = 'packages';

let generation = 0;

/**
 * Makes every copy that is loaded from now on a new one, whatever its name: the file may have
 * changed in the meantime, and what one race leaves in module state must not reach the next.
 */
export function forgetCopies(): void {
  generation += 1;
}

let stopsInNext = false;

/** A debugger stops at the first line of the next copy that is loaded, with nothing of it done yet. */
export function stopInNextCopy(): void {
  stopsInNext = true;
}

/** What was there before the first copy of a file ran, as it is written now. */
interface Looked {
  readonly file: string;
  /** The text of the file, and of those beside it. */
  readonly text: string;
  readonly state: SharedState;
  hasLoaded: boolean;
}

let looked: Looked | undefined;

/** Notes what all instances have in common before the first copy of the file runs, its packages included. */
async function lookBefore(file: string): Promise<Looked> {
  const text = ownTextIn(dirname(file));
  if (looked?.file === file && looked.text === text) return looked;
  const url = pathToFileURL(file);
  url.searchParams.set(parameter, `${generation}.packages`);
  url.searchParams.set(packagesParameter, '');
  // A package that does not load is told of when the file itself does not.
  const exported: Record<string, object> = await import(url.href).catch(() => ({}));
  const state = new SharedState(file, new Map(Object.entries(exported)));
  return (looked = { file, text, state, hasLoaded: false });
}

/** What the file that was loaded last shares with other instances by now, in one sentence, if anything. */
export function sharedSoFar(): string | undefined {
  return looked?.state.found();
}

/**
 * Throws `SetUpFailed` where instances share something in this process only: it would be a race between two machines.
 * `cause` is what was thrown before, if anything.
 */
export function checkApart(cause?: unknown): void {
  const shared = sharedSoFar();
  if (shared !== undefined) throw new SetUpFailed(shared, { cause });
}

/** A module that exports each package which the file imports, under its name. */
function packagesOf(file: string): string {
  const source = readFileSync(file, 'utf8');
  const names = [...source.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"./][^'"]*)['"]/g)];
  const exported = [...new Set(names.map(([, name]) => JSON.stringify(name)))];
  return exported.map((name) => `export * as ${name} from ${name};`).join('\n');
}

/**
 * Lets each instance have module state of its own: a file that was imported as a copy hands the
 * copy's name on to the files beside it, while packages stay shared.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const copy = copyOf(context.parentURL) ?? copyOf(specifier);
    if (copy === null) return nextResolve(specifier, context);
    if (!/^(\.{0,2}\/|file:)/.test(specifier)) return packageFor(specifier, context, nextResolve);
    const direct = fileMeantBy(new URL(specifier, context.parentURL));
    const resolved = direct
      ? { url: direct.href, format: 'module', shortCircuit: true }
      : nextResolve(specifier, context);
    if (resolved.url.includes('/node_modules/')) return resolved;
    const url = new URL(resolved.url);
    url.searchParams.set(parameter, copy);
    return { ...resolved, url: url.href };
  },
  load(url, context, nextLoad) {
    const file = fileOf(url);
    if (copyOf(url) === null || !file?.endsWith('.ts')) return nextLoad(url, context);
    const source = new URL(url).searchParams.has(packagesParameter)
      ? packagesOf(file)
      : `${stopFirst()}${javascriptOf(file)}`;
    return { format: 'module', source, shortCircuit: true };
  },
});

/** In front of the first line, so that all lines keep their numbers. */
function stopFirst(): string {
  const stop = stopsInNext ? 'debugger; ' : '';
  stopsInNext = false;
  return stop;
}

function fileOf(url: string): string | undefined {
  return url.startsWith('file:') ? fileURLToPath(url) : undefined;
}

/** The TypeScript file that is imported by this name, written with its ending, without, or with `.js`. */
function fileMeantBy(url: URL): URL | undefined {
  const endings = [
    url.href,
    `${url.href}.ts`,
    url.href.replace(/\.js$/, '.ts'),
    `${url.href}/index.ts`,
  ];
  const meant = endings
    .map((href) => new URL(href))
    .find((one) => one.pathname.endsWith('.ts') && existsSync(one));
  return meant;
}

const translated = new Map<string, { readonly typescript: string; readonly code: string }>();

/** The file as it is now, with its translation if that is known. */
function asItIs(file: string): { readonly typescript: string; readonly code?: string } {
  const typescript = readFileSync(file, 'utf8');
  const known = translated.get(file);
  return known?.typescript === typescript ? known : { typescript };
}

/** The file as it is now, without its types. Nothing else is translated: it is to run as it was written. */
function javascriptOf(file: string): string {
  const { typescript, code = transformSync(typescript, translationOf(file)).code } = asItIs(file);
  translated.set(file, { typescript, code });
  return code;
}

/**
 * Translates a file before it is loaded. Loading is synchronous, and esbuild starts a process for
 * each file that it translates synchronously.
 */
async function translateAhead(file: string): Promise<void> {
  try {
    const { typescript, code = (await transform(typescript, translationOf(file))).code } =
      asItIs(file);
    translated.set(file, { typescript, code });
  } catch {
    // Loading it fails for the same reason, and says so.
  }
}

function translationOf(sourcefile: string): TransformOptions {
  return { sourcefile, loader: 'ts', target: 'esnext', sourcemap: 'inline' };
}

/** Where the packages are that copies of a file import: they do not move while this process runs. */
const packages = new Map<string, ResolveFnOutput>();

function packageFor(
  specifier: string,
  context: ResolveHookContext,
  nextResolve: Parameters<ResolveHookSync>[2],
): ResolveFnOutput {
  const importer = fileOf(context.parentURL ?? '') ?? '';
  // What is imported may be another file than what is required.
  const question = `${specifier} from ${importer} as ${context.conditions.join()}`;
  const known = packages.get(question);
  if (known) return known;
  const resolved = { ...resolvePackage(specifier, context, nextResolve), shortCircuit: true };
  packages.set(question, resolved);
  return resolved;
}

/** A file outside of the project may use the project's libraries, where it has none of its own. */
function resolvePackage(
  specifier: string,
  context: ResolveHookContext,
  nextResolve: Parameters<ResolveHookSync>[2],
): ResolveFnOutput {
  try {
    return nextResolve(specifier, context);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.endsWith('MODULE_NOT_FOUND')) throw error;
    return nextResolve(specifier, { ...context, parentURL: import.meta.url });
  }
}

function copyOf(url: string | undefined): string | null {
  return url?.startsWith('file:') ? new URL(url).searchParams.get(parameter) : null;
}
