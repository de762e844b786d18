import type { ComponentViewer } from '../../view/component'
import type { TelemetryAgent } from './context'

export const view: ComponentViewer<TelemetryAgent> = {
  chip: ({ answered, failed }) => ({
    title: 'telemetry-agent',
    detail: `${answered} lists, ${failed} in vain`,
    health: failed > answered ? 'warn' : 'ok',
    leads: false
  }),
  inspect: ({ answered, failed, pods }) => ({
    numbers: [
      { name: 'lists answered', value: String(answered) },
      { name: 'lists in vain', value: String(failed) },
      { name: 'pods in the last list', value: String(pods) }
    ],
    beliefs: [],
    yaml: {}
  })
}
