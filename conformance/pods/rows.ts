import type { LedgerRow } from '../../src/base/ledger-row'
import type { Aspect } from './compare'
import type { Grade } from './grade'

export const podRows = ({ lines, byPod, seeds }: Grade): LedgerRow[] =>
  Object.entries(lines).map(([aspect, [matched, recorded]]) => ({
    id: `pods-${aspect.replaceAll(' ', '-')}`,
    behaviour: `Lives of pods: ${aspect}`,
    evidence: `real kubelet and containerd, ${byPod.size} pods`,
    method: `recorded lines that come in the same order; each life is lived with up to ${seeds} seeds and in each aspect the nearest counts; names, times, addresses and how often a back-off repeats are left out`,
    agree: matched,
    of: recorded,
    medianErrorPercent: null,
    differs: [...byPod].filter(([, aspects]) => !aspects.get(aspect as Aspect)!.same).map(([pod]) => pod),
    notModelled: 'The order of what happens in the same instant on a loaded node'
  }))
