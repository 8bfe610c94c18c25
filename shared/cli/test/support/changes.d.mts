export interface Change {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly moment: 'before' | 'after';
}
export function watchChanges(folder: string, hear: (change: Change) => void): () => void;
