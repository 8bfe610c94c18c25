import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** A file that another program wrote is refused, and stays as it is. */
export async function leavesForeignFiles(ground: Ground): Promise<Finding> {
  // Found again in what is written, in whatever form that is.
  const opening = 1_234_567;
  await (await ground.start()).open('ann', opening);
  const files = await filesWith(String(opening), ground.dataFolder);
  if (files.length === 0) return open('no file holds the balance as digits');
  for (const [what, text] of Object.entries(foreign)) {
    await Promise.all(files.map((file) => writeFile(file, text)));
    const accepted = await whatIsAccepted(ground);
    if (accepted !== undefined)
      return fails(`expected to be refused where the file holds ${what}, and ${accepted}`);
    for (const file of files)
      if ((await readFile(file, 'utf8')) !== text)
        return fails(`expected that ${what} in place of the file is left alone, and it is gone`);
  }
  return holds;
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
  const listed = await service.ask('GET /accounts');
  if (listed.status < 300) return `the list of accounts was answered ${listed.status}`;
  const opened = await service.ask('POST /accounts', { owner: 'bob', opening: 1 });
  return opened.status < 300 ? `an opening was answered ${opened.status}` : undefined;
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
