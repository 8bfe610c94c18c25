/** A permutation that cannot be run, or cannot finish, on this engine or this server. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
