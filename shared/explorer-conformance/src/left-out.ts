/** A permutation that cannot be run, or not to its end, on this engine or this server. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
