import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { testJudges } from '@workbook/judge/testing';
import { checkMentions } from '../mentions/mentions.ts';
import { renew } from '../renew/renew.ts';
import { formatProblems, formatStale } from '../renew/report.ts';
import { LessonRuns } from '../runs/lesson-runs.ts';

/** Tests, by node:test, that every file that a lesson mentions exists. `file` is the lesson's absolute path. */
export function testMentions(file: string): void {
  const path = relative(projectFolder, file);
  it(`${path} mentions only what is there`, async () => {
    assert.equal(formatProblems(path, checkMentions(await textOf(file), file)), '');
  });
}

/** Tests, by node:test, that every block of a lesson says what a run says now. `file` is the lesson's absolute path. */
export function testLesson(file: string): void {
  const path = relative(projectFolder, file);
  const judges = testJudges(basename(dirname(file)));
  describe(path, () => {
    let runs: LessonRuns;
    let text: string;

    before(async () => {
      text = await textOf(file);
      runs = await LessonRuns.open(judges);
    });
    after(async () => {
      await runs?.[Symbol.asyncDispose]();
    });

    it('says what a run says now', async () => {
      const { stale, problems } = await renew(text, runs);
      const complaints = [
        formatProblems(path, problems),
        ...stale.map((one) => formatStale(path, one)),
      ].filter((complaint) => complaint !== '');
      if (complaints.length > 0) assert.fail(`\n${complaints.join('\n\n')}\n`);
    });
  });
}

async function textOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Error(`${relative(projectFolder, file)} is missing: every step has a lesson`, {
      cause,
    });
  });
}
