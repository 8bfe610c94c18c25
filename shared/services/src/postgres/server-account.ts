import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { everyoneCanEnter, temporaryFolder } from '../folders/cache-folder.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import type { Account } from '../supervisor/assignment.ts';

/**
 * The account that PostgreSQL runs under, or `undefined` for the caller's own. PostgreSQL refuses
 * to run as root; as root it gets an account that exists and that may do little.
 *
 * @throws ServiceUnavailable when PostgreSQL can run under no account here.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) {
    try {
      userInfo();
      return undefined;
    } catch (cause) {
      throw new ServiceUnavailable(
        `PostgreSQL needs to know its user's name, and uid ${process.getuid?.()} has none: run as a user that is in /etc/passwd, or set DATABASE_URL to a PostgreSQL server`,
        { cause },
      );
    }
  }
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = lines.find(([found]) => found === wanted) ?? [];
    // Some systems write the -2 of the account nobody as a negative number, which setuid does not
    // take.
    if (name && Number(uid) > 0 && Number(gid) > 0) {
      await needTemporaryFolder(name);
      return { name, uid: Number(uid), gid: Number(gid) };
    }
  }
  throw new ServiceUnavailable(
    'PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody" to run it under: run as an ordinary user, or set DATABASE_URL to a PostgreSQL server',
  );
}

async function needTemporaryFolder(account: string): Promise<void> {
  if (await everyoneCanEnter(temporaryFolder())) return;
  throw new ServiceUnavailable(
    `PostgreSQL refuses to run as root, and the account "${account}" cannot enter ${temporaryFolder()}: set TMPDIR to a folder that every user can enter`,
  );
}
