import { assert } from '../../src/base/assert'
import { liveOn, quietCluster, type RecordedLife } from './grade'
import { lifeOf } from '../../src/rigs/pods'
import { endOf, gapsOf, spreadOf, startOf, type Spread } from './measure'

type Story = Omit<RecordedLife, 'timeline'>

const story = (
  pod: string,
  container: object,
  until_s: number,
  more: Partial<Story> = {},
  spec: object = {}
): Story => ({
  pod,
  manifest: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod },
    spec: { containers: [{ name: 'app', image: 'busybox:1.36', ...container }], ...spec }
  },
  commands: [],
  faults: [],
  until_s,
  ...more
})

const sh = (script: string) => ({ command: ['sh', '-c', script] })
const obeys = sh("trap 'exit 0' TERM; while true; do sleep 0.2; done")
const ignores = sh("trap '' TERM; while true; do sleep 0.2; done")
const nginx = { name: 'nginx', image: 'nginx:1.25' }
const deleted = (pod: string, flags = '') => ({ commands: [`10.3s kubectl delete pod ${pod}${flags} --wait=false`] })

/** Stories whose durations are measured over seeds. */
export const stories: Readonly<Record<string, Story>> = {
  start: story('q-plain', nginx, 3),
  crash: story('x-exit1', sh('sleep 0.003; exit 1'), 240),
  longCrash: story('x-exit1', sh('sleep 0.003; exit 1'), 700),
  firstCrash: story('r-run', obeys, 14, { faults: ['10.4s kill-container r-run'] }),
  obeys: story('d-obey', obeys, 14, deleted('d-obey')),
  ignores: story('d-ignore', ignores, 45, deleted('d-ignore')),
  now: story('d-now', ignores, 16, deleted('d-now', ' --now')),
  force: story('d-force', ignores, 45, deleted('d-force', ' --force --grace-period=0')),
  preStop10: story(
    'd-prestop10',
    { ...obeys, lifecycle: { preStop: { exec: { command: ['sleep', '10'] } } } },
    26,
    deleted('d-prestop10')
  ),
  preStop40: story(
    'd-prestop40',
    { ...obeys, lifecycle: { preStop: { exec: { command: ['sleep', '40'] } } } },
    45,
    deleted('d-prestop40')
  )
}

/** What the stories' durations are over seeds, by `story step` (milliseconds). */
export function sweep(names: readonly (keyof typeof stories)[], seeds: readonly number[]): ReadonlyMap<string, Spread> {
  const found = new Map<string, number[]>()
  const add = (key: string, value: number) => found.set(key, [...(found.get(key) ?? []), value])
  for (const seed of seeds) {
    const quiet = quietCluster(seed)
    for (const name of names) {
      const { pod } = stories[name]!
      const life = lifeOf(liveOn(quiet, stories[name]!), pod)
      assert(life, `${pod} was created`)
      if (name === 'start') for (const [step, at] of Object.entries(startOf(life))) add(`${name} ${step}`, at)
      else if (/crash$/i.test(name)) gapsOf(life).forEach((gap, i) => add(`${name} gap ${i + 1}`, gap))
      else for (const [step, at] of Object.entries(endOf(life))) add(`${name} ${step}`, at)
    }
  }
  return new Map([...found].map(([key, values]) => [key, spreadOf(values)]))
}
