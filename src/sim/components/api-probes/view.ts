import { toSeconds } from '../../../base/time'
import type { ComponentViewer } from '../../view/component'
import type { Prober } from './context'
import type { Series } from './probes'

const said = ({ ok, sent, longestOutage }: Series): string =>
  `${ok} of ${sent} · longest outage ${toSeconds(longestOutage).toFixed(1)} s`

export const view: ComponentViewer<Prober> = {
  chip: ({ read, write }) => {
    const failures = read.failures + write.failures
    return {
      title: 'API probes',
      detail: failures > 0 ? 'failing' : 'ok',
      health: failures > 0 ? 'bad' : 'ok',
      leads: false
    }
  },
  inspect: ({ read, write, readyz }) => ({
    numbers: [
      { name: 'reads', value: said(read) },
      { name: 'writes', value: said(write) },
      { name: '/readyz', value: said(readyz) }
    ],
    beliefs: [],
    yaml: {}
  })
}
