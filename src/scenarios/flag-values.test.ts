import { expect, test } from 'vitest'
import { seconds } from '../base/time'
import { createSimulation, flagTables, type FlagValue } from '../sim'
import { parseScenarioFile } from './file'
import { prepare } from './prepare'

const flags = Object.values(flagTables).flatMap((table) => Object.entries(table))

/** Every value of every flag that is a list. */
const listed = flags.flatMap(([name, { values, default: usual }]) =>
  (values ?? []).filter((value) => value !== usual).map((value) => ({ name, value }))
)
/** Every number that may be 0 and is not by itself. */
const zeros = flags
  .filter(
    ([, { default: usual, min, above, values }]) =>
      !values && typeof usual === 'number' && usual !== 0 && min <= 0 && above < 0
  )
  .map(([name]) => ({ name, value: 0 }))

/** What `kubectl get nodes` prints in a cluster with a flag so; it must come up within a bound of events. */
function nodes(name: string, value: FlagValue, masters: number): string {
  const scenario = parseScenarioFile(
    JSON.stringify({
      id: 'flag',
      title: 'A cluster with one flag set',
      cluster: { masters, workers: 1, loadBalancer: masters > 1 },
      flags: { [name]: value },
      commands: ['1s kubectl get nodes'],
      untilSeconds: 4
    })
  )
  if (!scenario.ok) throw new Error(scenario.error)
  const spec = prepare(scenario.value)
  if (!spec.ok) throw new Error(spec.error)
  const { history, breaches } = createSimulation(spec.value)
  expect(history.advance(seconds(4), 400_000), `${name}=${value}: more events than a quiet cluster has`).toBe(true)
  expect(breaches).toEqual([])
  return history.timeline.facts.flatMap((fact) => (fact.fact === 'kubectl-output' ? [fact.detail.text] : [])).join('')
}

test.each(listed)('a cluster with $name=$value is healthy', ({ name, value }) => {
  expect(nodes(name, value, 3)).toMatch(/worker-1 +Ready/)
})

test.each(zeros)('a cluster with $name=0 runs', ({ name, value }) => {
  // A runtime that must never have been silent always was: upstream's node stays NotReady, too.
  expect(nodes(name, value, 1)).toMatch(
    name === 'max-wait-for-container-runtime-s' ? /worker-1 +NotReady/ : /worker-1 +Ready/
  )
})
