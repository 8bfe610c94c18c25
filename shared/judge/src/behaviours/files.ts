import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '@workbook/domain';
import { SetUpFailed } from '../world/set-up-failed.ts';
import { type Finding, fails, holds, open } from './behaviour.ts';
import type { Ground } from './ground.ts';
import type { Service } from './service.ts';

/** What another program may have left in place of the accounts. */
const foreign = {
  'a text': 'Dear diary,\nno bank is in here.\n',
  'the JSON of another program': '{\n  "name": "another program",\n  "version": "2.1.0"\n}\n',
};

/** A folder without a file is a bank without accounts, which can be used. */
export async function startsWithoutFile(ground: Ground): Promise<Finding> {
  const service = await ground.start();
  const { status, body } = await service.ask('GET /accounts');
  if (status !== 200 || JSON.stringify(body) !== '[]')
    return fails(
      `expected an empty bank where there is no file yet, and the list of accounts was answered ${status} ${JSON.stringify(body)}`,
    );
  await service.open('ann', 100);
  return holds;
}

/**
 * A file that another program wrote, or cut off, is refused by an instance that runs and by one that
 * starts. It stays as it is, and is served again when it is repaired.
 */
export async function leavesForeignFiles(ground: Ground): Promise<Finding> {
  // Found again in what is written, in whatever form that is.
  const opening = 1_234_567;
  const service = await ground.start();
  const ann = { id: await service.open('ann', opening), balance: opening };
  const [file] = await filesWith(String(opening), ground.dataFolder);
  if (file === undefined) return open('no file holds the balance as digits');
  await service.open('eve', 1);
  if (!existsSync(file)) return open('each change gives the file another name');
  const bank: Bank = { ground, service, file, ann };
  for (const [what, text] of Object.entries({ ...foreign, ...(await cutOff(bank)) })) {
    const found = (await whileItRuns(bank, text)) ?? (await atItsStart(bank, text));
    if (found === 'gone')
      return fails(`expected that ${what} in place of the file is left alone, and it is gone`);
    if (found !== undefined)
      return fails(`expected to be refused where the file holds ${what}, and ${found}`);
  }
  return holds;
}

/** An instance that runs, a file of its own, and an account that is in there. */
interface Bank {
  readonly ground: Ground;
  readonly service: Service;
  readonly file: string;
  readonly ann: { readonly id: number; balance: number };
}

/** The file without its end. To a journal, that is a line that was never answered, and may go. */
async function cutOff({ service, file }: Bank): Promise<Readonly<Record<string, string>>> {
  const before = await readFile(file, 'utf8');
  await service.open('bob', 1);
  const whole = await readFile(file, 'utf8');
  const isJournal = whole !== before && whole.startsWith(before);
  return isJournal ? {} : { 'half of the accounts': whole.slice(0, whole.length / 2) };
}

/**
 * What a running instance does wrong while the file holds `text`. One that knows the accounts from its
 * memory may go on with them, and bring the file back; one that does not must wait for a repair.
 */
async function whileItRuns(bank: Bank, text: string): Promise<string | undefined> {
  const { ground, service, file, ann } = bank;
  const whole = await readFile(file, 'utf8');
  await writeFile(file, text);
  const deposit = async () => {
    const answer = await ground.patiently(
      service.ask(`POST /accounts/${ann.id}/deposits`, { amount: 1 }),
    );
    if (answer?.status === 200) ann.balance += 1;
    return answer?.status;
  };
  const deposited = await deposit();
  await ground.patiently(service.ask('POST /accounts', { owner: 'cleo', opening: 1 }));
  const listed = await ground.patiently(service.ask('GET /accounts'));
  if (listed && listed.status < 300) {
    const kept = (listed.body as readonly Account[]).find(({ id }) => id === ann.id)?.balance;
    if (kept === ann.balance) return undefined;
    return `afterwards the account that held ${ann.balance} is listed with ${kept ?? 'nothing'}`;
  }
  if (deposited === 200) return 'a deposit was answered 200';
  if ((await readFile(file, 'utf8')) !== text) return 'gone';
  await writeFile(file, whole);
  const repaired = await deposit();
  if (repaired === 200) return undefined;
  return `a deposit ${repaired ? `is answered ${repaired}` : 'has no answer after 10 s'} when the file is repaired`;
}

/** What an instance does wrong that starts where the file holds `text`. The file is repaired afterwards. */
async function atItsStart({ ground, file }: Bank, text: string): Promise<string | undefined> {
  const whole = await readFile(file, 'utf8');
  await writeFile(file, text);
  const accepted = await whatIsAccepted(ground);
  if (accepted !== undefined) return accepted;
  if ((await readFile(file, 'utf8')) !== text) return 'gone';
  await writeFile(file, whole);
  return undefined;
}

/** What an instance does although it has no accounts to read; undefined when it refuses all. */
async function whatIsAccepted(ground: Ground): Promise<string | undefined> {
  let service: Service;
  try {
    service = await ground.start();
  } catch (error) {
    if (error instanceof SetUpFailed) return undefined;
    throw error;
  }
  const listed = await ground.patiently(service.ask('GET /accounts'));
  if (listed && listed.status < 300) return `the list of accounts was answered ${listed.status}`;
  // It may be stored elsewhere, where each account has a file: then this one stays as it is.
  await ground.patiently(service.ask('POST /accounts', { owner: 'dan', opening: 1 }));
  return undefined;
}

async function filesWith(text: string, folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if ((await stat(path)).isFile() && (await readFile(path, 'utf8')).includes(text))
      found.push(path);
  }
  return found;
}
