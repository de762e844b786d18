import { fail, ok, type Result } from '../../base/result'
import { seconds } from '../../base/time'
import { presetOf } from '../../scenarios'
import { lanesOf } from '../../sim'
import { rootBranch } from '../branch'
import type { Ask, Fingerprint } from '../protocol'
import type { Session, Slices } from '../session'
import { advance } from '../slice'

/** A preset is the same in every run of this worker. */
const known = new Map<string, Fingerprint>()

const shown = ['users', 'api', 'kube-controller-manager'] as const

/** Runs a preset to its suggested end, beside the run that is shown. */
export function* fingerprint(_: Session, { scenario }: Ask<'fingerprint'>): Slices<Result<Fingerprint>> {
  const before = known.get(scenario)
  if (before) return ok(before)
  const preset = presetOf(scenario)
  if (!preset) return fail(`There is no scenario '${scenario}'.`)
  const root = rootBranch(preset)
  if (!root.ok) return root
  const { history } = root.value.simulation
  const end = seconds(preset.untilSeconds)
  while (!advance(history, end)) yield
  const lanes = lanesOf(history.timeline, history.head, 0, end)
  const found: Fingerprint = {
    end,
    lanes: shown.map((id) => {
      const { spans = [], requests } = lanes.find((lane) => lane.id === id) ?? {}
      // Of requests only what went wrong is a stretch.
      const well = requests?.ok.some((count) => count > 0) ? [{ from: 0, to: end, health: 'ok' as const }] : []
      return { id, spans: [...well, ...spans.map(({ from, to, health }) => ({ from, to, health }))] }
    })
  }
  known.set(scenario, found)
  return ok(found)
}
