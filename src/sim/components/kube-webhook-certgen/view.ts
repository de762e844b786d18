import type { ComponentViewer } from '../../view/component'
import type { Certgen } from './context'

export const view: ComponentViewer<Certgen> = {
  chip: ({ command, options }) => ({
    title: 'kube-webhook-certgen',
    detail: `${command} ${options['secret-name'] ?? ''}`.trim(),
    health: 'ok',
    leads: false
  }),
  inspect: ({ command, options, client }) => ({
    numbers: [
      { name: 'command', value: command },
      { name: 'as', value: client.user }
    ],
    beliefs: [],
    yaml: { options }
  })
}
