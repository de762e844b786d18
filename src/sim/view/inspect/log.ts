import { asWritten } from '../../components/kubelet/log-lines/as-written'
import { lastContextOf } from '../../components/contexts'
import type { Process, World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import type { InspectorView } from '../types'

const most = 500

/** The last lines that a process logged, the oldest first. */
export function logOf(timeline: Timeline, world: World, process: Process): InspectorView['log'] {
  const kubelet = lastContextOf(process, 'kubelet')
  const found: InspectorView['log'][number][] = []
  for (let i = timeline.logs.length - 1; i >= 0 && found.length < most; i--) {
    const line = timeline.logs[i]!
    if (line.process !== process.index || line.entry >= world.entries) continue
    const said = kubelet ? asWritten(kubelet, line) : [line]
    found.push(...said.map(({ level, text }) => ({ at: line.at, level, text })).reverse())
  }
  return found.slice(0, most).reverse()
}
