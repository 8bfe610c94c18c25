/** What was asked for cannot be had. The message is one sentence for the user. */
export class CannotMeasure extends Error {
  override readonly name: string = 'CannotMeasure';
}
