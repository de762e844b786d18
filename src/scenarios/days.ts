import type { Scenario } from './types'
import { webService } from './workloads'

/**
 * Long stories that are told of one master and of three, side by side: the teaching document's two Black Fridays, and its four
 * hours without a master. They take minutes to simulate, so the page lists them where they are compared, not among its presets.
 */

const machines = { workers: 3, zones: 0, runtime: 'containerd' } as const
const one = { ...machines, masters: 1, loadBalancer: false }
const three = { ...machines, masters: 3, loadBalancer: true }
const common = { profile: 'kubernetes', commands: [] } as const

const twins = (story: Omit<Scenario, 'cluster' | 'title'>, title: string): Scenario[] => [
  { ...story, id: `${story.id}-1`, title: `${title}, 1 master`, cluster: one },
  { ...story, id: `${story.id}-3`, title: `${title}, 3 masters`, cluster: three }
]

/** A shop's programs: what one takes a second, and what each waiting request costs it. */
const shop = (perSecond: number) => ({
  probe: { periodSeconds: 10, timeoutSeconds: 5 },
  annotations: {
    'failover-lab/requests-per-s': String(perSecond),
    'failover-lab/request-memory-mib': '2',
    'failover-lab/request-backlog': '128'
  }
})

const blackFriday: Omit<Scenario, 'cluster' | 'title'> = {
  ...common,
  id: 'black-friday',
  summary:
    "The document's Black Friday from 11:30: the network card of master-1 fails, a pod crashes, worker-2 loses power (not in the document: without it nothing stays broken), the card is replaced",
  seed: 8,
  flags: {
    // The sale's peak is at noon.
    'users-curve': '0s 20, 30m 36, 60m 24, 105m 20',
    'users-timeout-ms': 10_000,
    'users-retries': 1,
    // 72,000 requests an hour are sales of $50,000 in the document.
    'revenue-per-request': 0.69
  },
  workloads: [...webService('web', 12, 'nginx:1.27', shop(2)), ...webService('api', 6, 'httpd:2.4', shop(4))],
  faults: ['10s partition master-1 | all', '310s kill-container web-*', '670s crash worker-2', '5410s heal'],
  untilSeconds: 6_310,
  startsAt: '2026-11-27T11:29:50Z'
}

/** The document's crashes: one at 10:15, five by 11:00, twenty by 12:00, half of all by 14:00. */
const crashes = (from: number, to: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${Math.round(from + ((to - from) * i) / count)}s kill-container web-*`)

const decay: Omit<Scenario, 'cluster' | 'title'> = {
  ...common,
  id: 'decay',
  summary:
    "The document's four hours without a master: 100 pods, of which ever more crash, and twice the users from 10:30",
  seed: 8,
  flags: { 'users-curve': '0s 20, 30m 20, 31m 40, 4h 40' },
  workloads: webService('web', 100, 'nginx:1.27', { probe: { periodSeconds: 60 } }),
  faults: [
    '10s crash master-1',
    '910s kill-container web-*',
    ...crashes(1_810, 3_610, 4),
    ...crashes(3_610, 7_210, 15),
    ...crashes(7_210, 14_410, 30),
    '14410s restart master-1'
  ],
  untilSeconds: 14_710,
  startsAt: '2026-11-27T09:59:50Z'
}

export const days: readonly Scenario[] = [
  ...twins(blackFriday, 'Black Friday'),
  ...twins(decay, 'Four hours without a master')
]
