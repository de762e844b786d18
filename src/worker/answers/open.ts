import { fail, ok, type Result } from '../../base/result'
import { formatLink, parseLink, presetOf, type Scenario } from '../../scenarios'
import { rootBranch } from '../branch'
import type { Ask, Opened, Shown } from '../protocol'
import type { Session, Slices } from '../session'

const firstScenario = 'ha-master-fails'

/** Opens a link, and says whether its run is the one that the link was made of. */
export function* open(session: Session, { link, picture }: Ask<'open'>): Slices<Result<Opened>> {
  const parsed = parseLink(link === '' ? firstScenario : link)
  if (!parsed.ok) return parsed
  const { scenario, playhead, selection, notes = [], check } = parsed.value
  const root = rootBranch(scenario)
  if (!root.ok) return root
  session.start(root.value)
  session.needsRest = Math.max(playhead, check?.at ?? 0) > 0
  const { history } = root.value.simulation
  yield* session.reach(0)
  let hashMatched: boolean | null = null
  if (check) {
    yield* session.reach(check.at)
    hashMatched = history.timeline.digest(history.seek(check.at).entries).startsWith(check.hash)
  }
  yield* session.reach(playhead)
  const pictured = picture === undefined ? null : history.timeline.digest(history.seek(picture).entries)
  return ok({ ...session.show(playhead), playhead, selection, notes, hashMatched, pictured })
}

/** The branch that is shown, with other inputs, from the start. */
export function* configure(session: Session, { change }: Ask<'configure'>): Slices<Result<Shown>> {
  const { scenario: current } = session.branch
  const base = change.scenario ? presetOf(change.scenario) : current
  if (!base) return fail(`There is no scenario '${change.scenario}'.`)
  const masters = change.masters ?? base.cluster.masters
  const workers = change.workers ?? base.cluster.workers
  const { sizes: had = {}, ...rest } = base.cluster
  // A machine that there is no more has no size either.
  const sizes = Object.entries(change.sizes ?? had).filter(([machine, size]) => {
    const [role, number] = machine.split('-')
    return Object.keys(size).length > 0 && Number(number) <= (role === 'master' ? masters : workers)
  })
  const next: Scenario = {
    ...base,
    cluster: {
      ...rest,
      ...(sizes.length > 0 && { sizes: Object.fromEntries(sizes) }),
      masters,
      workers,
      zones: change.zones ?? base.cluster.zones,
      runtime: change.runtime ?? base.cluster.runtime,
      loadBalancer: masters > 1
    },
    profile: (change.profile as Scenario['profile']) ?? (change.scenario ? current.profile : base.profile),
    flags: change.flags ?? base.flags,
    seed: change.seed ?? base.seed,
    faults: change.faults ?? base.faults
  }
  const checked = parseLink(formatLink({ scenario: next, playhead: 0, selection: '' }))
  if (!checked.ok) return fail(checked.error.replace(/^Link/, 'Setting'))
  const root = rootBranch(checked.value.scenario)
  if (!root.ok) return root
  const playhead = change.scenario ? 0 : session.shown
  session.start(root.value)
  yield* session.reach(playhead)
  return ok(session.show(playhead))
}
