/**
 * Exports the class itself, since whoever wants accounts can make them.
 *
 * Wrong: there is no function createAccounts, by which the service begins.
 *
 * @race lost-update
 * @shows createAccounts
 * @failure cannot-load
 */
import { ListedAccounts } from '../base.ts';

export { needs } from '../base.ts';

export class Attempt extends ListedAccounts {}
