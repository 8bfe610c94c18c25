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
