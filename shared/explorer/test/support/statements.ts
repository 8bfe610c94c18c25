/** Statements on the table `stock`, as `rows` makes it. */
export const read = (id: number): string => `select amount from stock where id = ${id}`;
export const lock = (id: number): string => `${read(id)} for update`;
export const set = (id: number, amount: number): string =>
  `update stock set amount = ${amount} where id = ${id}`;
export const take = (id: number, amount: number): string =>
  `update stock set amount = amount - ${amount} where id = ${id}`;

/** Inserts a row unless there is one with its id. */
export const bring = (id: number, amount: number): string =>
  `insert into stock values (${id}, ${amount}) on conflict do nothing`;
