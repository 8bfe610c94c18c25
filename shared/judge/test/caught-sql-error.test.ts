import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type CourseStep, loadCourse } from '@workbook/course';
import { createDatabase } from '@workbook/services';
import { Ground } from '../src/behaviours/ground.ts';
import { changedStep } from '../src/judging/changed-step.ts';
import { startServicesFor } from '../src/workers/how-many.ts';

it('a transaction whose SQL error was caught is refused with 503, although its COMMIT went well', async () => {
  const step = (await loadCourse()).find(({ number }) => number === '05') as CourseStep;
  await using services = await startServicesFor([step]);
  await using changed = await changedStep(step, {
    name: 'a caught error',
    replacements: [
      {
        file: 'accounts.ts',
        find: '      row.balance = balanceAfterDeposit(row, amount);\n',
        replace: `      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();
      await em.execute('select no_such_column from account').catch(() => {});
`,
      },
    ],
  });
  const postgresUrl = await createDatabase(services.postgres?.url ?? '', 'caught_sql_error');
  await using ground = await Ground.open(changed.file, { postgresUrl });
  const service = await ground.start();
  const ann = await service.open('ann', 100);
  const { status } = await service.ask(`POST /accounts/${ann}/deposits`, { amount: 50 });
  assert.equal(status, 503);
  const { body } = await service.ask(`GET /accounts/${ann}`);
  assert.deepEqual(body, { id: ann, owner: 'ann', balance: 100 });
});
