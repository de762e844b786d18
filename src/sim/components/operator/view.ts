import { holderOf, isLeader } from '../../client-go/leaderelection'
import { lockOf } from '../../client-go/leader-lock'
import type { ComponentViewer } from '../../view/component'
import type { Operator } from './context'

export const view: ComponentViewer<Operator> = {
  chip: ({ election, elects }, state) => ({
    title: 'operator',
    detail:
      state === 'writing'
        ? 'writes what other pods wait for'
        : state === 'serving'
          ? elects
            ? 'elects a leader; its Lease is not known'
            : 'serves'
          : isLeader(election)
            ? `leads by ${lockOf(election)}`
            : `follows ${holderOf(election) || 'nobody'}`,
    health: election.lastError === '' || !election.lastError.includes('error') ? 'ok' : 'warn',
    leads: isLeader(election)
  }),
  inspect: ({ image, lock, election, client, elects, deeds, written }) => ({
    numbers: [
      { name: 'image', value: image },
      { name: 'as', value: client.user },
      {
        name: 'Lease',
        value: !elects
          ? 'none: it elects nobody'
          : lock.name === ''
            ? 'compiled into the program, not known here'
            : lockOf(election)
      },
      { name: 'holder, as it last read', value: holderOf(election) || 'nobody' },
      { name: 'own identity', value: election.identity },
      { name: 'last failure', value: election.lastError || 'none' }
    ],
    beliefs: [],
    yaml: {
      written: deeds.slice(0, written).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      lock,
      lease: election.lease?.spec ?? null
    }
  })
}
