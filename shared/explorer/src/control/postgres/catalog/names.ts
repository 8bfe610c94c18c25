import type { TableName } from '../sql/terms.ts';

/** The order in which the rows of a table lie, as a name. */
export function orderIn(scope: string): string {
  return `${scope} in its order`;
}

/** The same for any table. */
export const orderInAny = orderIn('*');

/** How a column is called among all: `stock.id`. */
export function columnOf(scope: string, column: string): string {
  return `${scope}.${column}`;
}

/** How a table is called in a footprint: `stock`, `elsewhere.stock`. */
export function scopeOf(schema: string, name: string): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}

/** Scopes by the names of what they are: several schemas may have one of the same name. */
export function byName(scopes: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const scope of scopes) {
    const name = scope.slice(scope.indexOf('.') + 1);
    found.set(name, [...(found.get(name) ?? []), scope]);
  }
  return found;
}

/** The scope that a name stands for, unless several could be meant, or there is none. */
export function resolved(
  { schema, name }: TableName,
  scopesByName: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const scopes = scopesByName.get(name) ?? [];
  if (schema === undefined) return scopes.length === 1 ? scopes[0] : undefined;
  return scopes.find((scope) => scope === scopeOf(schema, name));
}
