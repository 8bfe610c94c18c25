import assert from 'node:assert/strict';

/** Asserts that no server listens at `url` any more. */
export async function assertRefused(url: string): Promise<void> {
  await assert.rejects(fetch(url), ({ cause }: Error) => {
    assert.equal((cause as NodeJS.ErrnoException).code, 'ECONNREFUSED');
    return true;
  });
}
