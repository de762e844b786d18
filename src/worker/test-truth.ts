import { expect } from 'vitest'
import { prepare } from '../scenarios'
import { createSimulation } from '../sim'
import { freshShell } from '../sim/terminal'
import type { Shown } from './protocol'
import { linkNow, type Lab } from './test-session'

export const typed = (line: string) => ({ line, shell: freshShell })

/** What is told of the branch is that of its own inputs: a run of the link's scenario from the start has the link's hash. */
export function expectOneTruth(lab: Lab, shown: Shown): void {
  const link = linkNow(lab)
  const spec = prepare(link.scenario)
  if (!spec.ok) throw new Error(spec.error)
  const fresh = createSimulation(spec.value)
  fresh.history.advance(link.check!.at)
  expect(fresh.history.timeline.digest().slice(0, 16)).toBe(link.check!.hash)
  expect(lab.session.branch.simulation.spec).toEqual(spec.value)
  expect(shown.changed!.info.faults).toEqual(link.scenario.faults)
  expect(shown.changed!.timeline.faults.map(({ text }) => text)).toEqual(link.scenario.faults)
  expect(shown.changed!.timeline.branch).toBe(shown.revision.branch)
}
