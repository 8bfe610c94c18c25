import type { Call, Race } from '@workbook/course';
import { type Screen, type ScreeningRequest, Unavailable } from '@workbook/domain';
import { yieldPoint } from '@workbook/explorer';

/** A slow call to another service, which fails where the race says so. What it is asked goes into `asked`. */
export function screenOf({ clients, screeningFails }: Race, asked: ScreeningRequest[]): Screen {
  const requests = [clients[screeningFails ?? ''] ?? []].flat();
  const failing = new Set(requests.map(({ call }) => amountOf(call)));
  return (request) =>
    yieldPoint('screening', async () => {
      asked.push(request);
      if (failing.has(request.amount))
        throw new Unavailable('the screening does not answer, try again');
    });
}

function amountOf(call: Call): number | undefined {
  if (call.kind === 'open') return call.opening;
  return 'amount' in call ? call.amount : undefined;
}
