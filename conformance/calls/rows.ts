import type { LedgerRow } from '../../src/base/ledger-row'
import type { Grade } from './grade'

const evidence = 'audit log of a real 1.25 API server for 20 kubectl commands'
const leftOut =
  "left out: heartbeats, a recorded kubelet's deletion of what is deleted (404) and its looks before no PATCH, three requests of the recorded kubectl 1.32 that 1.36 does not send (a LIST before a watch, a label that is there already) and one that only 1.36 sends (a pod, before its eviction is tried again); " +
  'a 403 to a recorded kubelet counts as granted; names, hashes and times that chance chose stand for what they are'

export const callRows = (grade: Grade): LedgerRow[] => [
  {
    id: 'api-calls',
    behaviour: 'API calls: the requests that a kubectl command causes, by whom',
    evidence,
    method: `one run; requests as a set with their counts, by whom, verb, URI, code, an event's reason; ${leftOut}`,
    agree: grade.matched,
    of: grade.recorded,
    medianErrorPercent: null,
    differs: [...grade.byName]
      .filter(([, { missing, extra }]) => missing.length + extra.length > 0)
      .map(([name]) => name),
    notModelled: 'Which of two writers loses a race is chance; kubectl edit, autoscale'
  },
  {
    id: 'api-call-order',
    behaviour: 'API calls: commands whose requests come in the same order, but for lost races',
    evidence,
    method: `one run; the order of all writes of one object, and of each component's requests about it; lost races (409) with their retries are left out, and a controller's updates one after the other count as one; ${leftOut}`,
    agree: grade.settled,
    of: grade.bySettled.size,
    medianErrorPercent: null,
    differs: [],
    notModelled: ''
  }
]
