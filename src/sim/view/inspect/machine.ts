import { toSeconds } from '../../../base/time'
import type { Node } from '../../api/types'
import type { Machine, Process, World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import { storedObjects } from '../truth'
import type { InspectorView } from '../types'
import { whyNow, whyOf } from '../why'
import { lastMove } from './moves'
import { machineSentence } from './sentence'
import { yamlText } from './yaml'

const whyOfMachine = (timeline: Timeline, world: World, first: Process | undefined) =>
  first ? whyOf(timeline, world, Math.max(0, lastMove(timeline, world, first))) : []

export function inspectMachine(world: World, timeline: Timeline, id: string): InspectorView {
  const machine = world.machine(id)!
  const node = storedObjects<Node>(world, 'nodes').find((found) => found.metadata.name === id)
  const processes = world.processesOn(machine)
  const running = processes.filter((process) => process.status === 'running').length
  const ready = node?.status?.conditions?.find((condition) => condition.type === 'Ready')
  const believed = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : ''
  return {
    id,
    title: id,
    kind: 'machine',
    state: stateOf(machine),
    sentence: machineSentence(world, timeline, machine),
    states: ['boots', 'up', 'off', 'crashed'],
    numbers: [
      { name: 'Boots', value: String(machine.bootId) },
      { name: 'Processes', value: `${running} of ${processes.length} run` },
      ...(machine.clockSkew ? [{ name: 'Clock skew', value: `${toSeconds(machine.clockSkew).toFixed(3)} s` }] : []),
      ...(machine.diskSlowdown !== 1 ? [{ name: 'Disk', value: `${machine.diskSlowdown}× slower` }] : []),
      ...(machine.diskFull ? [{ name: 'Disk', value: 'full', health: 'bad' as const }] : [])
    ],
    why: whyNow(timeline, world, id, whyOfMachine(timeline, world, processes[0])),
    beliefs: node
      ? [
          {
            about: 'The API says',
            believes: believed,
            truth: machine.up ? 'up' : 'down',
            differs: (believed === 'Ready') !== machine.up
          }
        ]
      : [],
    log: [],
    charts: [],
    yaml: node ? yamlText(node) : '',
    raft: null,
    placements: [],
    loops: [],
    rules: ''
  }
}

function stateOf({ gone, booting, up, switchedOff }: Machine): string {
  if (gone) return 'gone'
  if (booting) return 'boots'
  return up ? 'up' : switchedOff ? 'off' : 'crashed'
}
