import type { CourseStep } from '@workbook/course';
import type { Proof, ProofVerdict } from '../json/proof.ts';
import { isDay } from '../predict/leitner.ts';
import { UsageError } from '../usage/errors.ts';

/** A proof of a whole course is a hundred times smaller. */
export const longestProofBytes = 4 * 1024 * 1024;

const mostFiles = 100;
const longestPathChars = 200;

/**
 * The proof that `text` is, with nothing in it that could not have been written by `workbook proof`.
 * `name` is what the file is called in sentences. Throws `UsageError` with what is wrong.
 */
export function proofIn(text: string, name: string, course: readonly CourseStep[]): Proof {
  if (Buffer.byteLength(text) > longestProofBytes) throw new UsageError(tooLarge(name));
  const proof = objectIn(parsed(text, name), `${name} is no proof: npx workbook proof writes one`);
  if (proof.kind !== 'workbook-proof')
    throw new UsageError(`${name} is no proof: npx workbook proof writes one`);
  if (proof.format !== 1)
    throw new UsageError(
      `${name} has the format ${JSON.stringify(proof.format) ?? 'of nothing'}, and this workbook reads 1: take the workbook that wrote it`,
    );
  const damaged = (what: string) => new UsageError(`${name} is damaged: ${what}; write it anew`);
  if (!isDay(proof.day)) throw damaged('"day" is no day');
  if (!isVersions(proof.versions)) throw damaged('"versions" has to name workbook and node');
  if (!Array.isArray(proof.steps) || proof.steps.length === 0) throw damaged('it has no steps');
  const seen = new Set<string>();
  for (const step of proof.steps as readonly unknown[]) {
    const one = objectIn(step, `${name} is damaged: a step is no object; write it anew`);
    if (typeof one.step !== 'string' || !course.some(({ number }) => number === one.step))
      throw new UsageError(
        `${name} has a step ${JSON.stringify(one.step)}: the steps are ${course.map(({ number }) => number).join(', ')}`,
      );
    if (seen.has(one.step)) throw damaged(`step ${one.step} is there twice`);
    seen.add(one.step);
    checkStep(one.step, one, name, damaged);
  }
  return proof as unknown as Proof;
}

/** What is said of a proof that is not even read. */
export function tooLarge(name: string): string {
  return `${name} is larger than ${longestProofBytes / 1024 / 1024} MiB, which no proof is: move away what does not belong to the attempts`;
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${name} is no JSON: npx workbook proof writes a proof`);
  }
}

function objectIn(value: unknown, complaint: string): Fields {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Fields;
  throw new UsageError(complaint);
}

const verdicts: readonly ProofVerdict[] = ['green', 'red', 'inconclusive', 'broken'];

function checkStep(
  step: string,
  { verdict, files }: Fields,
  name: string,
  damaged: (what: string) => UsageError,
): void {
  if (!verdicts.includes(verdict as ProofVerdict))
    throw damaged(`step ${String(step)} has no verdict that there is`);
  const paths = Object.entries(
    objectIn(files, `${name} is damaged: step ${String(step)} has no files; write it anew`),
  );
  if (paths.length > mostFiles)
    throw new UsageError(
      `step ${String(step)} in ${name} has more than ${mostFiles} files: no attempt needs so many`,
    );
  for (const [path, text] of paths) {
    const shown = JSON.stringify(path);
    if (!staysInside(path))
      throw new UsageError(
        `step ${String(step)} in ${name} has a file ${shown}: a path has to stay in the folder of the attempt`,
      );
    if (typeof text !== 'string')
      throw damaged(`the file ${shown} of step ${String(step)} is no text`);
    const above = path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'));
    if (above.some((folder) => folder !== '' && Object.hasOwn(files as Fields, folder)))
      throw damaged(`the file ${shown} of step ${String(step)} lies in a file`);
  }
  if (!Object.hasOwn(files as Fields, 'accounts.ts'))
    throw new UsageError(
      `step ${String(step)} in ${name} has no accounts.ts: that is the file to judge`,
    );
}

/** Whether a path names a file below the folder that it is taken from, on every machine. */
function staysInside(path: string): boolean {
  if (path.length > longestPathChars || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function isVersions(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  const { workbook, node, postgresql = null, redis = null } = value as Fields;
  const isText = (one: unknown) => typeof one === 'string';
  const isTextOrNull = (one: unknown) => one === null || isText(one);
  return isText(workbook) && isText(node) && isTextOrNull(postgresql) && isTextOrNull(redis);
}
