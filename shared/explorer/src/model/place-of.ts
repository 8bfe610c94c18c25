/** Finds a place in the code in a stack of a client, such as `shop.ts:61`. */
export type PlaceOf = (stack: string, client: string) => string | undefined;
