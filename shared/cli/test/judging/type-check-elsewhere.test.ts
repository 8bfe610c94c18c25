import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeOwnHome } from '../support/own-home.ts';
import { projectFolder } from '../support/project.ts';

await makeOwnHome(tmpdir());
const { checkTypes } = await import('../../src/judging/type-check.ts');

describe('the types of code in the project, of a learner whose folder is elsewhere', () => {
  it('are checked with the libraries of the project', async () => {
    // As `workbook proof` does: it judges copies that it makes in the project.
    await checkTypes(join(projectFolder, 'steps/03/src/accounts.ts'));
  });
});
