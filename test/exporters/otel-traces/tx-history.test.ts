import { TxHistory } from '../../../src/exporters/otel-traces/tx-history.js';
import { parseTraceparent } from '../../../src/exporters/otel-traces/index.js';

const contextOf = (n: number) => ({ traceId: 'a'.repeat(32), spanId: String(n).padStart(16, '0'), traceFlags: 1 });

describe('the history of transitions', () => {
  it('forgets the oldest beyond its limit', () => {
    const history = new TxHistory(3);
    for (let n = 1; n <= 5; n++) history.add(`tx${String(n)}`, contextOf(n));
    expect(['tx2', 'tx3', 'tx5'].map((id) => history.get(id)?.spanId)).toEqual([
      undefined,
      contextOf(3).spanId,
      contextOf(5).spanId,
    ]);
  });
});

describe('parseTraceparent', () => {
  it('reads a W3C traceparent', () => {
    expect(parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    });
  });

  it.each([
    '',
    'garbage',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
  ])('refuses %p', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});
