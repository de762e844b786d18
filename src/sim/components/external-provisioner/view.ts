import { holderOf, isLeader } from '../../client-go/leaderelection'
import type { ComponentViewer } from '../../view/component'
import type { ExternalProvisioner } from './context'

export const view: ComponentViewer<ExternalProvisioner> = {
  chip: ({ options, works }, state) => ({
    title: options.program,
    detail: state.startsWith('serving') ? (works.size === 0 ? 'no work' : `works on ${works.size}`) : state,
    health: state.startsWith('serving') || state === 'electing' ? 'ok' : 'warn',
    leads: options.elects && state.startsWith('serving')
  }),
  inspect: ({ options, client, works, informers, queues, election }) => ({
    numbers: [
      { name: 'provisioner', value: options.provisioner },
      { name: 'as', value: client.user },
      { name: 'claims it makes volumes for', value: String(countOf(works, 'claims')) },
      { name: 'volumes it removes', value: String(countOf(works, 'volumes')) },
      {
        name: 'failed, to be tried again',
        value: String(Object.values(queues).reduce((sum, { failures }) => sum + failures.size, 0))
      },
      ...(options.elects
        ? [{ name: 'leads', value: isLeader(election) ? 'yes' : `no, ${holderOf(election) || 'nobody'} does` }]
        : []),
      ...Object.entries(informers).map(([resource, { state }]) => ({ name: `watch of ${resource}`, value: state }))
    ],
    beliefs: [],
    yaml: { options, works: [...works.values()].map(({ queue, key }) => ({ queue, key })) }
  })
}

const countOf = (works: ExternalProvisioner['works'], queue: string): number =>
  [...works.values()].filter((work) => work.queue === queue).length
