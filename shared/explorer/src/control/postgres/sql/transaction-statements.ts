import type { SqlVerb } from '../../../model/operation.ts';
import { kindOf, type Tree } from './parser.ts';
import type { Effect, Isolation } from './terms.ts';
import { isolationIn } from './tree.ts';

/** What such a statement says; nothing where it does something else with a transaction. */
interface TransactionReading {
  readonly verb?: SqlVerb;
  readonly effect?: Effect;
  readonly isolation?: Isolation;
  readonly savepoint?: string | undefined;
}

/** What a statement says that begins, ends or divides a transaction. */
export function readTransaction({ kind, options, savepoint_name }: Tree): TransactionReading {
  const isolation = isolationIn(options);
  const savepoint = savepoint_name as string | undefined;
  switch ((kind as string).replace('TRANS_STMT_', '')) {
    case 'BEGIN':
    case 'START':
      return { verb: 'begin', effect: 'begin', isolation };
    case 'COMMIT':
      return { verb: 'commit', effect: 'commit' };
    case 'ROLLBACK':
      return { verb: 'rollback', effect: 'rollback' };
    case 'SAVEPOINT':
      return { verb: 'savepoint', effect: 'savepoint', savepoint };
    case 'RELEASE':
      return { verb: 'savepoint', effect: 'release-savepoint', savepoint };
    case 'ROLLBACK_TO':
      return { verb: 'savepoint', effect: 'rollback-to', savepoint };
    default:
      return {};
  }
}

/** Of a message of several statements that touch no data: whether it begins a transaction, or ends one. */
export function frameOf(statements: readonly Tree[]): SqlVerb | undefined {
  const isSetting = (one: Tree) => kindOf(one) === 'VariableSetStmt';
  if (!statements.every((one) => isSetting(one) || kindOf(one) === 'TransactionStmt'))
    return undefined;
  const last = statements.findLast((one) => !isSetting(one));
  return last && readTransaction(last['TransactionStmt'] as Tree).verb;
}
