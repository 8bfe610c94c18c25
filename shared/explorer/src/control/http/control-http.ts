import { controlFetch } from './control-fetch.ts';
import { controlRequests } from './control-requests.ts';
import { watchOwnServers } from './own-servers.ts';

/** Makes the HTTP requests of controlled clients operations. Calling this twice has no effect. */
export function controlHttp(): void {
  watchOwnServers();
  controlFetch();
  controlRequests();
}
