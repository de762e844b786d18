import { chartsOf } from './charts'
import { kindOf } from '../protocol'
import type { Node, Pod } from '../api/types'
import { stringify } from 'yaml'
import { lookAt } from '../components'
import { clockOf } from '../kernel/outbox'
import type { Process, World } from '../kernel/world'
import type { Timeline } from '../timeline/timeline'
import { besideTruth } from './belief'
import { processView } from './frame'
import { summarize } from '../api/kinds/pod/status'
import { runningContainers, storedObjects } from './truth'
import type { InspectorView } from './types'
import { whyOf, whyOfObject } from './why'

/** What is selected, in depth: a process (`master-1/etcd`), a machine (`worker-2`) or a pod (`pod:default/web-1`). */
export function inspect(world: World, timeline: Timeline, target: string): InspectorView | null {
  if (target.startsWith('pod:')) return inspectPod(world, timeline, target.slice(4))
  const process = world.find(target)
  if (process) return inspectProcess(world, timeline, process)
  return world.machine(target) ? inspectMachine(world, timeline, target) : null
}

function inspectProcess(world: World, timeline: Timeline, process: Process): InspectorView {
  const chip = processView(world, process)
  const { numbers, beliefs, yaml } = lookAt(process, clockOf(world)).inspect()
  return {
    id: process.id,
    title: process.id,
    kind: kindOf(process),
    state: chip.state,
    states: process.table.leaves,
    numbers: process.status === 'running' ? numbers : [],
    why: whyOf(timeline, world, lastMove(timeline, world, process)),
    beliefs: process.status === 'running' ? beliefs.map((belief) => besideTruth(world, process, belief)) : [],
    log: logOf(timeline, world, process.index),
    charts: chartsOf(world, timeline, process),
    yaml: yamlText(yaml)
  }
}

function inspectMachine(world: World, timeline: Timeline, id: string): InspectorView {
  const machine = world.machine(id)!
  const node = storedObjects<Node>(world, 'nodes').find((found) => found.metadata.name === id)
  const processes = world.processesOn(machine)
  const ready = node?.status?.conditions?.find((condition) => condition.type === 'Ready')
  const believed = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : ''
  const truth = machine.up ? 'up' : 'down'
  return {
    id,
    title: id,
    kind: 'machine',
    state: machine.up ? 'up' : 'crashed',
    states: ['up', 'crashed'],
    numbers: [
      { name: 'Boots', value: String(machine.bootId) },
      {
        name: 'Processes',
        value: `${processes.filter((process) => process.status === 'running').length} of ${processes.length} run`
      },
      ...(machine.clockSkew ? [{ name: 'Clock skew', value: `${machine.clockSkew / 1000} ms` }] : []),
      ...(machine.diskSlowdown !== 1 ? [{ name: 'Disk', value: `${machine.diskSlowdown}× slower` }] : []),
      ...(machine.diskFull ? [{ name: 'Disk', value: 'full', health: 'bad' as const }] : [])
    ],
    why: processes[0] ? whyOf(timeline, world, lastMove(timeline, world, processes[0])) : [],
    beliefs: node
      ? [{ about: 'The API says', believes: believed, truth, differs: (believed === 'Ready') !== machine.up }]
      : [],
    log: [],
    charts: [],
    yaml: node ? yamlText(node) : ''
  }
}

function inspectPod(world: World, timeline: Timeline, key: string): InspectorView | null {
  const pod = storedObjects<Pod>(world, 'pods').find(
    (found) => `${found.metadata.namespace}/${found.metadata.name}` === key
  )
  if (!pod) return null
  const alive = runningContainers(world, pod.spec.nodeName ?? '').has(pod.metadata.uid ?? '')
  return {
    id: `pod:${key}`,
    title: pod.metadata.name,
    kind: 'pod',
    state: summarize(pod).status,
    states: [],
    numbers: [
      { name: 'Phase', value: pod.status.phase ?? '' },
      { name: 'Node', value: pod.spec.nodeName ?? 'not scheduled' },
      { name: 'IP', value: pod.status.podIP ?? '' },
      {
        name: 'Restarts',
        value: String(pod.status.containerStatuses?.reduce((sum, c) => sum + (c.restartCount ?? 0), 0) ?? 0)
      }
    ],
    why: whyOfObject(timeline, world, `/registry/pods/${key}`),
    beliefs: [
      {
        about: 'The API says',
        believes: summarize(pod).status,
        truth: alive ? 'its containers run' : 'no container runs',
        differs: alive !== (pod.status.phase === 'Running')
      }
    ],
    log: [],
    charts: [],
    yaml: yamlText(pod)
  }
}

/** The entry that put a process into its present state: its last move, or what ended it. */
function lastMove(timeline: Timeline, world: World, process: Process): number {
  for (let i = timeline.lives.length - 1; i >= 0; i--) {
    const life = timeline.lives[i]!
    if (
      life.entry < world.entries &&
      life.process === process.index &&
      life.status !== 'running' &&
      process.status !== 'running'
    ) {
      return life.entry
    }
  }
  for (let i = timeline.moves.length - 1; i >= 0; i--) {
    const seq = timeline.moves[i]!
    if (seq < world.entries && timeline.get(seq).process === process.index) return seq
  }
  return 0
}

function logOf(timeline: Timeline, world: World, process: number): InspectorView['log'] {
  const found = []
  for (let i = timeline.logs.length - 1; i >= 0 && found.length < 200; i--) {
    const line = timeline.logs[i]!
    if (line.process === process && line.entry < world.entries)
      found.push({ at: line.at, level: line.level, text: line.text })
  }
  return found.reverse()
}

const yamlText = (value: unknown): string =>
  value === null || value === undefined ? '' : stringify(value, { aliasDuplicateObjects: false })
