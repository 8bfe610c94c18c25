export { createDatabase } from './create-database.ts';
export type { ServiceInfo, ServiceSource, Services } from './service-info.ts';
export { ServiceUnavailable } from './service-unavailable.ts';
export { type ServiceOptions, type StartedServices, startServices } from './start-services.ts';
