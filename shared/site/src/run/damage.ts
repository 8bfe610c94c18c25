import type { Recording } from '@workbook/recording';
import { damageIn } from '@workbook/recording/walk';
import { positionAt, type Walk } from './walk.ts';

/** The turn that does the damage, counted from 1; undefined where none does, or none is known to have done it. */
export function damageOf({ positions, ends }: Recording, walk: Walk): number | undefined {
  const end = ends[positions[positionAt(walk)]?.end ?? -1];
  const at = damageIn({ turns: walk.map(({ turn }) => turn), end });
  return at === undefined ? undefined : at + 1;
}
