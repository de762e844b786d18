import { seconds, type Micros } from '../../../base/time'
import type { LaneSpan, RequestBins } from '../types'

interface Stretch {
  readonly from: Micros
  readonly to: Micros
  readonly ok: number
  readonly slow: number
  readonly failed: number
  readonly health: LaneSpan['health']
}

/** Good and bad bins that are no further apart than this are one stretch of "some". */
const near = seconds(1)

/** What requests were like, in words: for who does not see the bins. */
export function requestSpans({ step, ok, slow, failed }: RequestBins, end: Micros): LaneSpan[] {
  const stretches: Stretch[] = []
  ok.forEach((good, i) => {
    const bin = { ok: good, slow: slow[i]!, failed: failed[i]! }
    if (bin.ok + bin.slow + bin.failed === 0) return
    const from = i * step
    const to = Math.min(end, from + step)
    const last = stretches.at(-1)
    if (last && from - last.to <= near && isOne(last, bin)) {
      const sum = { ok: last.ok + bin.ok, slow: last.slow + bin.slow, failed: last.failed + bin.failed }
      stretches[stretches.length - 1] = { from: last.from, to, ...sum, health: healthOf(sum) }
    } else stretches.push({ from, to, ...bin, health: healthOf(bin) })
  })
  return stretches.map((stretch) => ({
    from: stretch.from,
    to: stretch.to,
    health: stretch.health,
    text: textOf(stretch),
    short: [],
    count: '',
    entry: -1
  }))
}

type Counts = Pick<Stretch, 'ok' | 'slow' | 'failed'>

const isOne = (last: Stretch, bin: Counts): boolean => (last.health === 'ok') === (healthOf(bin) === 'ok')

const healthOf = ({ ok, slow, failed }: Counts): LaneSpan['health'] =>
  failed > 0 ? (ok + slow === 0 ? 'bad' : 'warn') : slow > 0 ? 'warn' : 'ok'

function textOf({ ok, slow, failed }: Counts): string {
  const all = ok + slow + failed
  if (failed + slow === 0) return `all ${all} requests answered`
  const parts = [
    failed > 0 && `${failed} of ${all} requests without a good answer`,
    slow > 0 && `${slow} of ${all} waited for longer than 1 s`
  ]
  return parts.filter((part) => part !== false).join(', ')
}
