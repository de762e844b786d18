import type { ComponentViewer } from '../../view/component'
import type { MetricsServer } from './context'

export const view: ComponentViewer<MetricsServer> = {
  chip: ({ nodes, points }, state) => ({
    title: 'metrics-server',
    detail: state === 'starting' ? 'waits for the API' : `${points.size} of ${nodes.store.size} nodes`,
    health: points.size > 0 && points.size === nodes.store.size ? 'ok' : 'warn',
    leads: false
  }),
  inspect: ({ nodes, pods, points, asked }) => ({
    numbers: [
      { name: 'nodes measured', value: String(points.size) },
      { name: 'kubelets that have not answered', value: String(asked.size) },
      { name: 'watch of Nodes', value: nodes.state },
      { name: 'watch of Pods', value: pods.state }
    ],
    beliefs: [],
    yaml: { metricResolution: '15s' }
  })
}
