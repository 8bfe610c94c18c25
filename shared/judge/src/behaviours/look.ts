import { takeControl } from '../judging/judge.ts';
import type { OwnStorageUrls } from '../world/storage.ts';
import { type Behaviour, type Finding, fails } from './behaviour.ts';

/** What was found, and whether something of the code is still at work: its process is not to be used again. */
export interface Look {
  readonly finding: Finding;
  readonly isStuck: boolean;
}

/**
 * Looks at one behaviour of the code in `file`. `urls` name an empty database. `onHang` is called each time that the
 * code was waited for in vain: that takes long, and is not silence.
 *
 * Throws `CannotLoad` or `SetUpFailed` when the code does not even start, and the explorer's
 * `NotReproducible` when it does not do the same thing twice.
 */
export async function lookAtBehaviour(
  { look }: Behaviour,
  file: string,
  urls: OwnStorageUrls,
  onHang?: () => void,
): Promise<Look> {
  takeControl(urls);
  const { Ground } = await import('./ground.ts');
  const { NoLongerOpens } = await import('./service.ts');
  await using ground = await Ground.open(file, urls, onHang);
  const finding = await look(ground).catch((error: unknown) => {
    if (error instanceof NoLongerOpens) return fails(error.message);
    throw error;
  });
  return { finding, isStuck: ground.isStuck };
}
