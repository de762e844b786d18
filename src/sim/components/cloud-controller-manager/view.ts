import { holderOf, isLeader } from '../../client-go/leaderelection'
import type { ComponentViewer } from '../../view/component'
import type { CloudControllerManager } from './context'

export const view: ComponentViewer<CloudControllerManager> = {
  chip: ({ election, balancers }, state) => ({
    title: 'cloud-controllers',
    detail: state === 'running' ? `${balancers.size} ${balancers.size === 1 ? 'balancer' : 'balancers'}` : state,
    health: state === 'running' || state === 'electing' ? 'ok' : 'warn',
    leads: isLeader(election)
  }),
  inspect: ({ election, balancers }) => ({
    numbers: [
      { name: 'leads', value: isLeader(election) ? 'yes' : `no, ${holderOf(election) || 'nobody'} does` },
      { name: 'balancers', value: String(balancers.size) }
    ],
    beliefs: [...balancers].map(([key, { hosts }]) => ({ about: key, believes: `behind it: ${hosts || 'nobody'}` })),
    yaml: { balancers: Object.fromEntries(balancers) }
  })
}
