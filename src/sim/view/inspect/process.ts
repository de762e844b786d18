import { lookAt } from '../../components'
import { clockOf } from '../../kernel/outbox'
import type { Process, World } from '../../kernel/world'
import { kindOf } from '../../protocol'
import type { Timeline } from '../../timeline/timeline'
import { besideTruth } from '../belief'
import { chartsOf } from '../charts'
import { processView } from '../frame'
import type { InspectorView } from '../types'
import { whyNow, whyOf } from '../why'
import { logOf } from './log'
import { lastMove } from './moves'
import { raftLogOf } from './raft-log'
import { processSentence } from './sentence'
import { yamlText } from './yaml'

export function inspectProcess(world: World, timeline: Timeline, process: Process): InspectorView {
  const chip = processView(world, process)
  const runs = process.status === 'running'
  const { numbers, beliefs, yaml, placements, loops, rules } = lookAt(process, clockOf(world)).inspect()
  const moved = lastMove(timeline, world, process)
  return {
    id: process.id,
    title: process.id,
    kind: kindOf(process),
    state: chip.state,
    sentence: processSentence(world, timeline, process, chip),
    states: process.table.leaves,
    numbers: runs ? numbers : [],
    why: whyNow(timeline, world, process.id, whyOf(timeline, world, Math.max(0, moved))),
    beliefs: runs ? beliefs.map((belief) => besideTruth(world, process, belief)) : [],
    log: logOf(timeline, world, process),
    charts: chartsOf(world, timeline, process),
    yaml: yamlText(yaml),
    raft: kindOf(process) === 'etcd' ? raftLogOf(world) : null,
    placements: runs ? (placements ?? []) : [],
    loops: runs ? (loops ?? []) : [],
    rules: rules ?? ''
  }
}
