import type { Variant, VariantClaims } from '@workbook/course';

/** Other versions of this step's code, which its lesson runs. */
export const variants: readonly Variant[] = [
  {
    id: 'file-lock',
    title: 'a change locks the file itself, so that another process waits, too',
    replacements: [
      {
        file: 'accounts.ts',
        find: "import AsyncLock from 'async-lock';\n",
        replace: `import AsyncLock from 'async-lock';
import { lock as lockFile } from 'proper-lockfile';
`,
      },
      {
        file: 'accounts.ts',
        find: 'type Contents = z.infer<typeof Contents>;\n',
        replace: `type Contents = z.infer<typeof Contents>;

/** How long to wait for another process: 100 times 20 ms. */
const retries = { retries: 100, factor: 1, minTimeout: 20, maxTimeout: 20 };
`,
      },
      {
        file: 'accounts.ts',
        find: `      const contents = await this.#read();
      const result = change(contents);
      await this.#write(contents);
      return result;
`,
        replace: `      const release = await this.#lockFile();
      try {
        const contents = await this.#read();
        const result = change(contents);
        await this.#write(contents);
        return result;
      } finally {
        await release();
      }
`,
      },
      {
        file: 'accounts.ts',
        find: '  async #read(): Promise<Contents> {\n',
        replace: `  /** Makes a folder beside the file: only one process can, and the others try again until it is gone. */
  async #lockFile(): Promise<() => Promise<void>> {
    try {
      return await lockFile(this.#path, { realpath: false, retries });
    } catch (error) {
      throw new Unavailable('accounts.json is in use for too long, try again', { cause: error });
    }
  }

  async #read(): Promise<Contents> {
`,
      },
    ],
    claims: {
      'other-accounts-two-instances': 'prevented',
      'lost-update-two-instances': 'prevented',
      // The lock outlives its holder, and keeps the others out until it counts as stale.
      'crash-in-a-deposit': 'prevented',
    },
  },
];

/** What the lesson says of this step's code without one of its protections. */
export const claimsWithout: Readonly<Record<string, VariantClaims>> = {
  'atomic-rename': {
    'read-during-a-deposit': 'possible',
    'crash-in-a-deposit': 'possible',
    'lost-update': 'prevented',
  },
  mutex: {
    'lost-update': 'possible',
    // Each write still replaces the whole file at once.
    'crash-in-a-deposit': 'prevented',
    'read-during-a-deposit': 'prevented',
  },
};
