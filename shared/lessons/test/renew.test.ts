import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { formatStale, LessonRuns, renew } from '@workbook/lessons';

let runs: LessonRuns;
before(async () => {
  runs = await LessonRuns.open();
});
after(async () => {
  await runs[Symbol.asyncDispose]();
});

async function written(title: string): Promise<string> {
  const { text, problems } = await renew(`<!-- run: ${title} -->old<!-- /run -->`, runs);
  assert.deepEqual(problems, []);
  return text.slice(`<!-- run: ${title} -->`.length, -'<!-- /run -->'.length);
}

async function complaint(title: string): Promise<string | undefined> {
  const text = `<!-- run: ${title} -->old<!-- /run -->`;
  const renewed = await renew(text, runs);
  assert.equal(renewed.text, text);
  return renewed.problems[0]?.message;
}

describe('renew(text, runs)', () => {
  it('writes the first order that fails as a timeline, with the command that replays it', async () => {
    const picture = await written('picture race=lost-update-two-instances on=03');
    assert.match(picture, /^\n\n```text\nlost update, two instances: ann: 100 − 30 \+ 50 = 120/);
    assert.match(
      picture,
      /replay: {3}npx workbook replay 03 lost-update-two-instances [AB]+\n```\n\n$/,
    );
  });

  it('writes a given order as a timeline, and it goes on to the end of the race', async () => {
    const picture = await written('picture race=lost-update-two-instances on=03 schedule=BBBBB');
    assert.match(picture, /= 200 ann 150/);
    assert.match(picture, /= 200 ann 120/);
  });

  it('writes counts as a table of races and code, and a number in a sentence', async () => {
    const table = await written('counts races=lost-update-two-instances on=03,06');
    const [, failing, possible] = /fail/.test(table)
      ? (/\*\*possible\*\*: (\d+) of (\d+) orders fail/.exec(table) ?? [])
      : [];
    assert.match(table, /\| race \| step 03 \| step 06 \|/);
    assert.match(table, /\| prevented in all \d+ orders \|/);
    const number = (of: string) => written(`number race=lost-update-two-instances on=03 of=${of}`);
    assert.equal(await number('failing'), failing);
    assert.equal(await number('possible'), possible);
  });

  it('writes verdicts and outcomes', async () => {
    assert.match(
      await written('verdicts races=overdraft-two-instances on=05,06'),
      /\| overdraft, two instances \| \*\*possible\*\* \| prevented \|/,
    );
    assert.match(
      await written('outcomes race=overdraft-two-instances on=06'),
      /A 200 ann 40; B 409 insufficient_funds → ann 40\nA 409 insufficient_funds; B 200 ann 40 → ann 40/,
    );
  });

  it('writes what survives a crash at each operation', async () => {
    const table = await written('crashes race=crash-in-a-transfer on=04');
    assert.match(table, /`COMMIT` \| ann 100, bob 100 \| \*\*ann 70, bob 100\*\* \|/);
    const files = await written('crashes race=crash-in-a-deposit on=02');
    assert.match(files, /\| crash before it \| half written \| crash after it, reply lost \|/);
    assert.match(files, /\| rename .* \| ann 100, bob 100 \| {2}\| ann 150, bob 100 \|/);
    const savepoints = await written('crashes race=refused-halfway-sent-again on=10');
    const names = [...savepoints.matchAll(/^\| \d+ \| `(\w+(?: TO)?)` \|/gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(names.slice(0, 4), ['BEGIN', 'INSERT', 'SAVEPOINT', 'SELECT']);
    assert.ok(names.includes('ROLLBACK TO') && !names.includes('RELEASE'), names.join(', '));
  });

  it('writes excerpts and differences of the code', async () => {
    assert.match(
      await written('code on=04 of=#locks'),
      /```ts\n\/\*\* .* \*\/\nreadonly #locks = /,
    );
    const diff = await written('diff from=03 to=04 of=#locks,deposit');
    assert.match(diff, /\n\+readonly #locks = new AsyncLock\(.*\);\n/);
    assert.match(diff, /\n- {2}return this\.#query\(/);
    assert.match(
      await written('diff from=10 to=10/select-then-insert of=claim file=requests.ts'),
      /\n- {2}try \{\n[^]*\n\+ {2}await em\.insert\(/,
    );
  });

  it('takes a protection out of the finished code', async () => {
    assert.match(
      await written('diff from=06 to=06/without-row-lock of=lockedRowOf'),
      /\n-.*findOne\(AccountRow, id, \{ lockMode.*\n\+.*findOne\(AccountRow, id\);\n/,
    );
    assert.match(
      await written('verdicts races=overdraft-two-instances on=06/without-row-lock,06'),
      /\| race \| without row-lock \| step 06 \|[\s\S]*\| \*\*possible\*\* \| prevented \|/,
    );
    assert.match(
      await written('picture race=overdraft-two-instances on=06/without-row-lock'),
      /replay 06 overdraft-two-instances [AB]+ --without row-lock\n/,
    );
    const complaintOf = (on: string) => complaint(`code on=${on} of=transfer`);
    assert.match(
      (await complaintOf('06/without-luck')) ?? '',
      /^step 06 has no protection "luck": it has row-lock, lock-mode,/,
    );
    assert.match((await complaintOf('99/without-luck')) ?? '', /^there is no step "99"/);
  });

  it('keeps the text around the blocks, byte for byte', async () => {
    const block = '<!-- run: code on=04 of=#locks -->x<!-- /run -->';
    const { text, stale } = await renew(`# One\n\n${block}\nTwo.  ${block}\r\nThree`, runs);
    assert.equal(stale.length, 2);
    assert.match(text, /^# One\n\n<!-- [\s\S]* -->\nTwo\. {2}<!-- [\s\S]* -->\r\nThree$/);
    assert.deepEqual((await renew(text, runs)).stale, []);
  });

  it('shows what changed in a stale block', async () => {
    const { stale } = await renew('<!-- run: code on=04 of=#locks -->x<!-- /run -->', runs);
    const [first] = stale;
    assert.match(first ? formatStale('a.md', first) : '', /^a\.md:1: [\s\S]*\n-x\n\+```ts\n/);
  });

  it('says what is wrong with a block, and leaves it as it was', async () => {
    assert.match(
      (await complaint('pictures on=03')) ?? '',
      /^"pictures" is not a kind of block: there is picture,/,
    );
    assert.match((await complaint('picture on=03')) ?? '', /lacks race=…/);
    assert.match(
      (await complaint('code on=04 of=#locks race=x')) ?? '',
      /has race=…: code knows on, of/,
    );
    assert.match((await complaint('counts races=no on=03')) ?? '', /^there is no race "no"/);
    assert.match(
      (await complaint('counts races=overdraft on=99')) ?? '',
      /steps\/99\/src\/accounts\.ts, which/,
    );
    assert.match(
      (await complaint('code on=04 of=nothing')) ?? '',
      /declares nothing called "nothing"/,
    );
    assert.match((await complaint('crashes race=overdraft on=04')) ?? '', /a race of one client/);
    assert.match(
      (await complaint('picture race=overdraft-two-instances on=06')) ?? '',
      /^no order breaks overdraft-two-instances on 06/,
    );
    assert.match(
      (await complaint('picture race=overdraft-two-instances on=06 schedule=AAAAAAAAAAAAA')) ?? '',
      /cannot happen/,
    );
    assert.match(
      (await complaint('number race=overdraft-two-instances on=06 of=x')) ?? '',
      /of=x is not one of/,
    );
  });
});
