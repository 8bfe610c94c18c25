/**
 * A timer that has this long to go guards against something that hangs. It would make every schedule
 * end in a time-out if it could fire at any time, so it fires only when no other client can go on.
 */
export const guardMs = 1000;
