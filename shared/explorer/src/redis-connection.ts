import './check-node.ts';

/** A door of its own: the types of `redis` are needed by those only who come through it. */
export { redisConnection } from './control/redis/connection.ts';
