import { type CrashMatrix, crashMatrix, protocolOfStep, studiedProtocols } from '@workbook/judge';
import { createDatabase } from '@workbook/services';
import type { MatrixOrder, MatrixReply } from './crash-matrices.ts';

/** A process that measures the crash matrices once, and sends back what it found. */

process.on('disconnect', () => process.exit());

process.once('message', (order: MatrixOrder) => {
  measure(order).then(
    (matrices) => say({ matrices }),
    (error: unknown) => say({ failed: error instanceof Error ? error.message : String(error) }),
  );
});

async function measure({ postgresUrl, redisUrl, file }: MatrixOrder): Promise<CrashMatrix[]> {
  const protocols = [...studiedProtocols, await protocolOfStep('this step', file)];
  const matrices: CrashMatrix[] = [];
  for (const [i, protocol] of protocols.entries()) {
    const url = await createDatabase(postgresUrl, `workbook_${process.pid}_matrix_${i + 1}`);
    matrices.push(await crashMatrix(protocol, { postgresUrl: url, redisUrl }));
  }
  return matrices;
}

function say(reply: MatrixReply): void {
  process.send?.(reply);
}
