import { humanDuration, since } from '../../duration'
import type { Pod } from '../../types'
import { as, none, type Columns } from '../columns'
import { summarize } from './status'

export const columns: Columns = {
  headers: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
  wide: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  row: (object, now) => {
    const pod = as<Pod>(object)
    const { ready, status, restarts, lastRestart } = summarize(pod)
    const gates = pod.spec.readinessGates ?? []
    const passed = gates.filter(({ conditionType }) =>
      pod.status.conditions?.some((found) => found.type === conditionType && found.status === 'True')
    )
    return [
      pod.metadata.name,
      ready,
      status,
      restarts > 0 && lastRestart !== 0 ? `${restarts} (${humanDuration(now - lastRestart)} ago)` : String(restarts),
      since(pod.metadata.creationTimestamp, now),
      pod.status.podIP || none,
      pod.spec.nodeName || none,
      pod.status.nominatedNodeName || none,
      gates.length > 0 ? `${passed.length}/${gates.length}` : none
    ]
  }
}
