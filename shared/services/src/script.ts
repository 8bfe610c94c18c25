import { fileTrouble } from './model/file-reasons.ts';
import { ServiceUnavailable } from './model/service-unavailable.ts';

/**
 * What keeps a script from its work. The message is one sentence for the person at the terminal: what
 * is wrong, and what to do next.
 */
export class ScriptError extends Error {
  override readonly name: string = 'ScriptError';
}

/**
 * Runs a script to the exit code that `main` resolves to; `main` gets the command line's arguments.
 * `ScriptError`, `ServiceUnavailable`, what `parseArgs` throws and what keeps it from a file are said in one sentence after the
 * script's name, as exit code 2. Rethrows the rest: it is a defect, and shows its stack.
 */
export async function runScript(
  name: string,
  main: (args: string[]) => Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const sentence = sentenceFor(error);
    if (sentence === undefined) throw error;
    console.error(`${name}: ${sentence}`);
    process.exitCode = 2;
  }
}

/** The folder that npm was called in: npm runs a package's script in the package's own. */
export function calledFrom(): string {
  return process.env['INIT_CWD'] ?? process.cwd();
}

/** The value of an option that takes a whole number from `least` on. Throws `ScriptError`. */
export function wholeNumber(option: string, text: string, least = 1): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
  throw new ScriptError(`${option} must be a whole number from ${least} on, got "${text}"`);
}

/**
 * The whole number that a variable of the environment holds, or undefined when it is unset or empty.
 * Throws `ScriptError` for anything else, and for a number outside of `least` to `most`.
 */
export function numberInEnvironment(
  variable: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const text = process.env[variable];
  if (!text) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new ScriptError(
    `${variable} must be a whole number from ${least} to ${most}, got "${text}": correct it, or unset it`,
  );
}

function sentenceFor(error: unknown): string | undefined {
  if (error instanceof ScriptError || error instanceof ServiceUnavailable) return error.message;
  const file = fileTrouble(error);
  if (file !== undefined) return file;
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('ERR_PARSE_ARGS')) return undefined;
  // Node goes on with advice of its own in further sentences.
  const [what = ''] = message.split(/\.\s/);
  if (what.includes("'--help'")) return 'it takes no --help: CONTRIBUTING.md says what it does';
  return `${what}: --help says what there is`;
}
