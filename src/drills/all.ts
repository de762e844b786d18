import { certificate } from './incidents/certificate'
import { diskAndZone } from './incidents/disk-and-zone'
import { etcdFull } from './incidents/etcd-full'
import { pdbDeadlock } from './incidents/pdb'
import { webhook } from './incidents/webhook'
import { components } from './exercises/components'
import { tracing } from './exercises/tracing'
import { workerNode } from './exercises/worker-node'
import { etcdFullOutage } from './outages/etcd-full'
import { priorities } from './outages/priorities'
import { webhookOutage } from './outages/webhook'
import { labelGone } from './outages/label'
import { routesGone } from './outages/routes'
import { nullEndpoints } from './outages/endpoints'
import { telemetry } from './outages/telemetry'
import { yearAndADay } from './outages/year-and-a-day'
import type { Drill } from './schema'

/** The drills that come with the lab, in the order in which they are listed. */
export const drills: readonly Drill[] = [
  components,
  workerNode,
  tracing,
  certificate,
  webhook,
  etcdFull,
  pdbDeadlock,
  diskAndZone,
  webhookOutage,
  priorities,
  etcdFullOutage,
  yearAndADay,
  labelGone,
  routesGone,
  telemetry,
  nullEndpoints
]

export const drillOf = (id: string): Drill | undefined => drills.find((drill) => drill.id === id)
