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

/**
 * Tests a lesson, by node:test: every block says what a run says now, and every file that it
 * mentions exists. `file` is the lesson's absolute path.
 */
export function testLesson(file: string): void {
  const path = relative(projectFolder, file);
  const judges = testJudges(basename(dirname(file)));
  describe(path, () => {
    let runs: LessonRuns;
    let text: string;

    before(async () => {
      text = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new Error(`${path} is missing: every step has a lesson`, { cause });
      });
      runs = await LessonRuns.open(judges);
    });
    after(async () => {
      await runs?.[Symbol.asyncDispose]();
    });

    it('mentions only what is there', () => {
      assert.equal(formatProblems(path, checkMentions(text, file)), '');
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
