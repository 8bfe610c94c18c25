import { readFileSync } from 'node:fs';
import { lstat, readFile, writeFile } from 'node:fs/promises';
import { type CourseStep, loadCourse } from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import type { Environment } from '../json/environment.ts';
import type { Told } from '../json/everywhere.ts';
import { printJson } from '../json/print-json.ts';
import type {
  Proof,
  ProofCheckResult,
  ProofResult,
  ProofVersions,
  StepFinding,
} from '../json/proof.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { type Day, dayOf } from '../predict/leitner.ts';
import { type AttemptToJudge, judgeFiles } from '../proof/judge-files.ts';
import { filesOf } from '../proof/proof-files.ts';
import { proofCheckText, proofText } from '../proof/proof-text.ts';
import { longestProofBytes, proofIn, tooLarge } from '../proof/read-proof.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook proof`. */
export interface ProofOptions {
  readonly json?: boolean;
  /** A proof to judge again; `-` for the standard input. */
  readonly check?: string;
  /** Numbers; all steps that there are when absent. */
  readonly step?: readonly string[];
}

/**
 * Judges the learner's attempts and writes them to a file with what was found; or, with `--check`, judges
 * such a file again. Says by its exit code whether all is green, and as it was said.
 */
export async function proofCommand(
  fileText: string | undefined,
  options: ProofOptions,
  today: Day = dayOf(new Date()),
): Promise<ExitCode> {
  const course = await loadCourse();
  const wanted = (options.step ?? []).map((text) => stepNamed(course, text));
  if (options.check === undefined)
    return await writeProof(course, wanted, fileText ?? 'workbook-proof.json', options, today);
  if (fileText !== undefined)
    throw new UsageError(`--check names the proof itself: leave out "${fileText}"`);
  return await checkProof(course, wanted, options.check, options);
}

async function writeProof(
  course: readonly CourseStep[],
  wanted: readonly CourseStep[],
  file: string,
  { json }: ProofOptions,
  day: Day,
): Promise<ExitCode> {
  if (json && file === '-')
    throw new UsageError('--json and - both take the standard output: name a file');
  const begun = course.filter((step) => attemptOf(step).there);
  const missing = wanted.find((step) => !begun.includes(step));
  if (missing || begun.length === 0) {
    const number = missing?.number ?? '01';
    throw new UsageError(
      `there is no attempt at step ${number}: npx workbook start ${number} makes one`,
    );
  }
  if (file !== '-') await refuseToReplace(file, course);
  const steps = begun.filter((step) => wanted.length === 0 || wanted.includes(step));
  const attempts = await Promise.all(
    steps.map(async (step) => ({ step, files: await filesOf(step) })),
  );
  const { findings, environment } = await judge(course, attempts);
  const proof: Proof = {
    format: 1,
    kind: 'workbook-proof',
    day,
    versions: versionsOf(environment),
    steps: findings.map((finding, i) => ({ ...finding, files: attempts[i]?.files ?? {} })),
  };
  const text = `${JSON.stringify(proof, null, 2)}\n`;
  // What is written must be what --check takes.
  proofIn(text, 'the proof', course);
  if (file === '-') process.stdout.write(text);
  else await write(file, text);
  const { format, versions } = proof;
  const result: Told<ProofResult> = { format, environment, file, day, versions, steps: findings };
  if (json) printJson(result);
  else if (file !== '-') print(proofText(result));
  return exitCodeOf(findings.map((found) => ({ claimed: found.verdict, found })));
}

async function checkProof(
  course: readonly CourseStep[],
  wanted: readonly CourseStep[],
  file: string,
  { json }: ProofOptions,
): Promise<ExitCode> {
  const startMs = performance.now();
  const name = file === '-' ? 'the standard input' : file;
  const proof = proofIn(await textOf(file, name), name, course);
  const missing = wanted.find(({ number }) => !proof.steps.some(({ step }) => step === number));
  if (missing)
    throw new UsageError(
      `${name} has no step ${missing.number}: it has ${proof.steps.map(({ step }) => step).join(', ')}`,
    );
  const claims = proof.steps.filter(
    ({ step }) => wanted.length === 0 || wanted.some(({ number }) => number === step),
  );
  const attempts = claims.map(({ step, files }) => ({ step: stepNamed(course, step), files }));
  const { findings, environment } = await judge(course, attempts);
  const steps = claims.map(({ step, verdict: claimed }, i) => {
    const found = findings[i] as StepFinding;
    return { step, claimed, same: claimed === found.verdict, found };
  });
  const code = exitCodeOf(steps);
  const result: ProofCheckResult = {
    format: 1,
    environment,
    file,
    day: proof.day,
    ok: code === exitCodes.green,
    claimedVersions: proof.versions,
    versions: versionsOf(environment),
    steps,
    durationMs: Math.round(performance.now() - startMs),
  };
  if (json) printJson(result);
  else print(proofCheckText(result));
  return code;
}

async function judge(
  course: readonly CourseStep[],
  attempts: readonly AttemptToJudge[],
): Promise<{ readonly findings: readonly StepFinding[]; readonly environment: Environment }> {
  using progress = progressLine();
  progress.show('starting the servers');
  const steps = attempts.map(({ step }) => step);
  return await withWorkshop(steps, progress.show, async (workshop) => ({
    findings: await judgeFiles(course, attempts, workshop, progress.show),
    environment: workshop.environment,
  }));
}

/**
 * Green when every verdict is green, and as it was said. A red one is worse than one that cannot be
 * judged, and that is worse than one that is inconclusive.
 */
function exitCodeOf(
  steps: readonly { readonly claimed: string; readonly found: StepFinding }[],
): ExitCode {
  const codes = steps.map(({ claimed, found: { verdict } }) =>
    verdict === 'green' && claimed !== 'green' ? exitCodes.red : exitCodes[verdict],
  );
  const worst = [exitCodes.red, exitCodes.broken, exitCodes.inconclusive] as const;
  return worst.find((code) => codes.includes(code)) ?? exitCodes.green;
}

function versionsOf({ node, postgresql, redis }: Environment): ProofVersions {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return {
    workbook: (JSON.parse(text) as { version: string }).version,
    node,
    postgresql: postgresql?.version ?? null,
    redis: redis?.version ?? null,
  };
}

/** A file that no `workbook proof` has written is not overwritten. */
async function refuseToReplace(file: string, course: readonly CourseStep[]): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (!found) return;
  const isProof = async () => {
    proofIn(await textOf(file, file), file, course);
    return true;
  };
  if (await isProof().catch(() => false)) return;
  throw new UsageError(`${file} is there already and is no proof: name another file, or remove it`);
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be written (${error.code}): name another file`);
  });
}

/** What a file, or the standard input, says. Throws `UsageError` for what is no file, or too large. */
async function textOf(file: string, name: string): Promise<string> {
  if (file === '-') return await textOfInput(name);
  const found = await lstat(file).catch(() => undefined);
  if (!found) throw new UsageError(`there is no file ${file}: npx workbook proof writes one`);
  if (found.isSymbolicLink())
    throw new UsageError(`${file} is a symbolic link: name the file itself`);
  if (!found.isFile())
    throw new UsageError(`${file} is not a file: name one that proof has written`);
  if (found.size > longestProofBytes) throw new UsageError(tooLarge(name));
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}): change its permissions`);
  });
}

async function textOfInput(name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    bytes += chunk.length;
    if (bytes > longestProofBytes) throw new UsageError(tooLarge(name));
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}
