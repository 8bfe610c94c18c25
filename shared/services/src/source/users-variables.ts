/** By these, `pg`, libpq and MikroORM change connections that a url describes in full. */
const changesConnections = /^(PG|MIKRO_ORM_)|^NODE_PG_FORCE_NATIVE$/;

/** These say how to reach a server, and who asks: a url may leave that to them. */
const saysHowToLogIn =
  /^PG(HOST|HOSTADDR|PORT|USER|PASSWORD|PASSFILE|PASS_NO_DEESCAPE|REQUIRESSL|SSL\w+|CONNECT_TIMEOUT)$/;

/**
 * Takes the variables out of this process's environment by which the user's other programs reach their
 * databases: `PGSSLMODE`, `PGOPTIONS`, `MIKRO_ORM_DB_NAME` and their like. Else they would change the
 * connections to the workbook's servers as well, here and in the processes that this one starts.
 *
 * @param server Whose server it is. For the user's own, what says how to log in stays.
 */
export function forgetUsersVariables(server: 'of the workbook' | 'of the user'): void {
  for (const name of Object.keys(process.env)) {
    if (!changesConnections.test(name)) continue;
    if (server === 'of the user' && saysHowToLogIn.test(name)) continue;
    delete process.env[name];
  }
}
