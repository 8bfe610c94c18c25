import type { StepModule } from '@workbook/course';
import { isThrownForAnswer } from '../place-in-code/stack.ts';

/** What a file exports beside `createAccounts`, as far as a mistake may lie there. */
export type Exported = Pick<StepModule, 'needs' | 'createSchema'>;

/**
 * The question to ask of code that an `error` has stopped at its beginning: about what is missing more
 * often than what the error says. It names `file`. Undefined where the error says enough.
 */
export function likelyMistake(
  error: unknown,
  { needs, createSchema }: Exported,
  file = 'accounts.ts',
): string | undefined {
  const said = error instanceof Error ? error.message : String(error);
  if (/relation "[^"]*" does not exist/.test(said))
    return createSchema
      ? 'does createSchema make this table?'
      : `does ${file} export createSchema?`;
  if (/relation "[^"]*" already exists/.test(said))
    return 'createSchema is called again when another instance starts: does it leave a table alone that is there?';
  if (withoutUrl.test(said) && needs && !needs.includes('postgres'))
    return `does ${file} export needs = ['postgres']?`;
  if (error instanceof TypeError && isThrownForAnswer(error))
    return 'does the method return the account, as it is now?';
  if (/undefined \(reading '(?:url|poolSize|lockTimeoutMs)'\)/.test(said))
    return 'is it one of resources.postgres and resources.redis?';
  if (
    /undefined \(reading '(?:fork|em|transactional|execute)'\)|\bem\.fork is not a function/.test(
      said,
    )
  )
    return 'is an await missing where the database is connected?';
  return undefined;
}

/** What drivers say when they are given no url, and look for a server in the usual place. */
const withoutUrl =
  /No database specified|reading 'url'|Invalid URL|ECONNREFUSED|database "[^"]*" does not exist|password must be a string/;

/**
 * Why `createAccounts` of what a file exports cannot be called, as the end of a sentence that begins with
 * the file; undefined when it can.
 */
export function wrongExport(exported: Readonly<Record<string, unknown>>): string | undefined {
  const { createAccounts, default: nameless } = exported;
  if (isClass(createAccounts))
    return 'exports a class createAccounts, which has to be a function that returns a new object of the class';
  if (typeof createAccounts === 'function') return undefined;
  const wanted = 'must export a function createAccounts(resources), and does not';
  if (typeof nameless === 'function')
    return `${wanted}: it has a default export, so write export async function createAccounts`;
  if (Object.keys(exported).length === 0)
    return `${wanted}: it exports nothing at all, is it empty?`;
  const [name] = Object.entries(exported).find(([, value]) => isClass(value)) ?? [];
  if (name === undefined) return wanted;
  return `${wanted}: it exports the class ${name}, so let createAccounts return a new ${name}`;
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** What is wrong with what `createAccounts` has returned, in one sentence; undefined when it is an object. */
export function wrongReturn(returned: unknown): string | undefined {
  if (typeof returned === 'object' && returned !== null) return undefined;
  const shown = typeof returned === 'function' ? 'a function' : String(returned);
  return `createAccounts(resources) returns ${shown} in place of the accounts: is a return missing?`;
}
