import type { Node } from 'oxc-parser';

/** Part of a file that may keep something in memory, or that the list of what keeps nothing does not know. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** Which part; undefined for all of it. */
  readonly node: Node | undefined;

  constructor(node: Node | undefined, why: string) {
    super(why);
    this.node = node;
  }
}
