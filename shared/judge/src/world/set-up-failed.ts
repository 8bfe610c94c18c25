/** The race could not be set up: the step does not even do one thing after the other. */
export class SetUpFailed extends Error {
  override readonly name = 'SetUpFailed';
}
