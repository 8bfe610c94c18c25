export interface Change {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly moment: 'before' | 'after';
}
export function killWithin(
  folder: string,
  at: number,
): { readonly killed: () => boolean; readonly end: () => void };
export function watchChanges(folder: string, hear: (change: Change) => void): () => void;
