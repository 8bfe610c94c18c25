import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Replacement, replacedIn } from '@workbook/course';
import { projectFolder } from './project.ts';

/** What the finished code of the made-up step has that step 06 has not. */
const idea: readonly Replacement[] = [
  {
    file: 'accounts.ts',
    find: `    return this.#query(async (em) => {
      const row = em.create(AccountRow, { owner, balance: opening });
`,
    replace: `    return this.#transaction(async (em) => {
      // A row that is not there cannot be locked: the name of the owner stands for it.
      await em.execute('select pg_advisory_xact_lock(hashtext(?))', [owner]);
      checkAnotherAccount(owner, await em.count(AccountRow, { owner }));
      const row = em.create(AccountRow, { owner, balance: opening });
`,
  },
  {
    file: 'accounts.ts',
    find: '  checkAmount,\n',
    replace: '  checkAmount,\n  checkAnotherAccount,\n',
  },
];

/** All that the made-up step brings beside its code. */
const files: Readonly<Record<string, string>> = {
  'README.md': `# Step 11: A rule over many rows

Made up, to see that a step can be added.

## Your tasks

In \`src/accounts.ts\`:

1. **Lock the owner** before the accounts are counted.

<details><summary>The finished code, and why it works</summary>

A lock that has no row.

</details>
`,
  'test/claims.ts': `import { claims as before } from '../../06/test/claims.ts';

export const beginsWith = '06';

export const claims = { ...before, 'third-account-two-instances': 'prevented' } as const;

export const stateless = true;
`,
  'test/races.ts': `import { alone, atMostAccounts, close, open, race, withdraw } from '@workbook/course';

const rules = [atMostAccounts(2)];

export const races = [
  race('third account, two instances', {
    anomaly: 'phantom',
    question: 'Does an owner never have more than two accounts?',
    accounts: { ann: 100 },
    instances: 2,
    clients: { A: open("ann's savings", 10), B: open("ann's third", 20) },
    rules,
  }),
];

export const promises = [
  alone('three openings by one owner', { ann: 100, "ann's savings": 10 }, [
    open("ann's third", 20),
    withdraw("ann's savings", 10),
    close("ann's savings"),
    open("ann's third", 20),
  ], rules),
];
`,
  'test/hints.ts': `export const prediction = {
  race: 'third-account-two-instances',
  question: 'The owner is locked before the accounts are counted. Can there be a third one?',
  why: 'The second opening waits for the first, and counts what that one has committed.',
  closest: 'AAB',
};

export const hints = [
  {
    question: 'I count before I insert. Why are there three?',
    races: ['third-account-two-instances'],
    idea: 'What is not there cannot be locked.',
    place: 'open(), before the count.',
    shape: 'lock something that stands for the owner',
  },
];
`,
  'test/protections.ts': `export const protections = [
  {
    id: 'owner-lock',
    title: 'the owner is locked before the accounts are counted',
    replacements: [
      {
        file: 'accounts.ts',
        find: "      await em.execute('select pg_advisory_xact_lock(hashtext(?))', [owner]);\\n",
        replace: '',
      },
    ],
    races: ['third-account-two-instances'],
    why: 'Both count two, and both insert.',
  },
];
`,
  'test/tasks.ts': `export const tasks = [{ name: 'Lock the owner', protections: ['owner-lock'] }];
`,
};

/** A copy of the project with one step more, which begins again at step 06, in a folder of its own. */
export async function projectWithMadeUpStep(): Promise<AsyncDisposable & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'made-up-step-'));
  const ofProject = (path: string) => join(projectFolder, path);
  const isCode = (path: string) =>
    !/[/\\](?:node_modules|\d\d[/\\]attempt[^/\\]*|\.workbook|\.turbo)(?:[/\\]|$)/.test(
      path.slice(projectFolder.length),
    );
  for (const name of [
    'package.json',
    'tsconfig.json',
    'tsconfig.base.json',
    'docs',
    'shared',
    'steps',
  ])
    await cp(ofProject(name), join(folder, name), { recursive: true, filter: isCode });
  await linkPackages(folder);
  await addStep(join(folder, 'steps'));
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Packages of others are those of the project; its own are those of the copy. */
async function linkPackages(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@workbook'), { recursive: true });
  for (const name of await readdir(join(projectFolder, 'node_modules')))
    if (name !== '@workbook' && !name.startsWith('step-'))
      await symlink(join(projectFolder, 'node_modules', name), join(modules, name));
  for (const name of await readdir(join(folder, 'shared')))
    await symlink(join(folder, 'shared', name), join(modules, '@workbook', name));
}

/** The step in the folder `steps` of a copy, where step 06 is as well, under a number that no step has. */
export async function addStep(steps: string): Promise<void> {
  const folder = join(steps, '11');
  await rm(folder, { recursive: true, force: true });
  await cp(join(steps, '06'), folder, {
    recursive: true,
    filter: (path) => !/[/\\](?:node_modules|test[/\\].*)$/.test(path.slice(steps.length)),
  });
  const code = join(folder, 'src/accounts.ts');
  const finished = idea.reduce(
    (source, one) => replacedIn(source, one, 'the made-up step'),
    await readFile(code, 'utf8'),
  );
  await writeFile(code, finished);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
