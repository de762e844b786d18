import { impossible } from '../../base/assert'
import { factHolds, lineHolds, logHolds, requestHolds } from './events'
import type { Instant, Verdict } from './instant'
import { objectHolds, objectsHold } from './objects'
import type { Check, ProcessCheck, UsersCheck } from './schema'

/** Whether a check holds at an instant of a run, with what says so. */
export function holds(instant: Instant, check: Check): Verdict {
  if ('object' in check) return objectHolds(instant, check)
  if ('objects' in check) return objectsHold(instant, check)
  if ('fact' in check) return factHolds(instant, check)
  if ('request' in check) return requestHolds(instant, check)
  if ('typed' in check) return lineHolds(instant, check)
  if ('log' in check) return logHolds(instant, check)
  if ('users' in check) return usersHold(instant, check)
  if ('process' in check) return processHolds(instant, check)
  if ('all' in check) return together(check.all.map((one) => holds(instant, one)))
  if ('any' in check) {
    const verdicts = check.any.map((one) => holds(instant, one))
    return verdicts.find((one) => one.holds) ?? { ...together(verdicts), holds: false }
  }
  if ('not' in check) {
    const verdict = holds(instant, check.not)
    return { ...verdict, holds: !verdict.holds }
  }
  return impossible(check)
}

/** All of them: the first that fails is the evidence, else what came last. */
function together(verdicts: readonly Verdict[]): Verdict {
  const failed = verdicts.find((one) => !one.holds)
  if (failed) return failed
  const last = verdicts.reduce((a, b) => (b.at >= a.at ? b : a))
  return { ...last, evidence: [...new Set(verdicts.map(({ evidence }) => evidence))].join('; ') }
}

/** Of what users asked in the last seconds, as they counted it. Who asks nothing is not served. */
function usersHold({ world, timeline }: Instant, { users: { answered, over } }: UsersCheck): Verdict {
  let [ok, failed] = [0, 0]
  for (let i = timeline.facts.length - 1; i >= 0; i--) {
    const fact = timeline.facts[i]!
    if (fact.at <= world.now - over * 1e6) break
    if (fact.fact !== 'traffic' || fact.entry >= world.entries) continue
    ok += fact.detail.ok
    failed += fact.detail.failed
  }
  const share = ok + failed === 0 ? 0 : ok / (ok + failed)
  return {
    holds: share >= answered,
    at: world.now,
    entry: -1,
    evidence: `users were answered ${ok} of ${ok + failed} times in the last ${over} s`
  }
}

function processHolds({ world }: Instant, { process: id, runs }: ProcessCheck): Verdict {
  const process = world.find(id)
  const is = process?.status === 'running' && !process.paused
  return {
    holds: is === runs,
    at: world.now,
    entry: -1,
    evidence: `${id} ${is ? 'runs' : (process?.paused ?? false) ? 'hangs' : 'does not run'}`
  }
}
