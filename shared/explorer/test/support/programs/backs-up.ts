import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { explore } from '../../../src/index.ts';
import { between } from '../between.ts';

/** Prints what the explorer says of a client that waits for a backup, which it cannot see. */
const [folder = '.'] = process.argv.slice(2);
const database = new DatabaseSync(':memory:');
database.exec(`create table texts (text); insert into texts values ('${'x'.repeat(1_000_000)}')`);
const { verdict, reason } = await explore(
  between(() => backup(database, join(folder, 'copy'), { rate: 1 })),
);
console.log(`${verdict}: ${reason}`);
