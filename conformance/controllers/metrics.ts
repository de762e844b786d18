import { meets, parseLabelSelector } from '../../src/sim/api/label-selector'
import type { Action, KubernetesObject } from './cases'
import type { Answer, Caller, Outside } from './outside'

const groups = ['v1beta1.metrics.k8s.io', 'v1beta2.custom.metrics.k8s.io', 'v1beta1.external.metrics.k8s.io']
const at = { name: 'metrics-stand-in', namespace: 'kube-system' }

/** The stand-in of the recordings: an API server outside that shows of every running pod the same amounts, measured over 15 s until now. */
export class Metrics {
  private shown: Omit<Action, 't_ms' | 'do'> = {}

  constructor(
    private readonly outside: Outside,
    private readonly objects: () => readonly KubernetesObject[]
  ) {}

  start(admin: Caller): void {
    const { outside } = this
    const post = (path: string, body: object) => outside.request(admin, 'POST', path, body)
    const core = '/api/v1/namespaces/kube-system'
    post(`${core}/services`, { apiVersion: 'v1', kind: 'Service', metadata: at, spec: { ports: [{ port: 443 }] } })
    const subsets = [{ addresses: [{ ip: '192.0.2.10' }], ports: [{ port: 443 }] }]
    post(`${core}/endpoints`, { apiVersion: 'v1', kind: 'Endpoints', metadata: at, subsets })
    for (const name of groups) {
      const [version, ...group] = name.split('.')
      const priorities = { groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true }
      const spec = { group: group.join('.'), version, service: { ...at, port: 443 }, ...priorities }
      const kind = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' }
      post('/apis/apiregistration.k8s.io/v1/apiservices', { ...kind, metadata: { name }, spec })
    }
    outside.serves = (request) => this.answer(request)
  }

  /** @param called what a pod of the recording is called in the run */
  show({ missing = [], ...shown }: Action, called: (name: string) => string): void {
    this.shown = { ...shown, missing: missing.map(called) }
  }

  private answer(request: Parameters<NonNullable<Outside['serves']>>[0]): Answer {
    const { apiVersion, namespace, name, resource, subresource, labelSelector } = request
    const { cpu = '10m', memory = '10Mi', custom = {}, external = {}, fail, none = false, missing = [] } = this.shown
    if (fail !== undefined) return refusal(fail, 'stand-in says no')
    const timestamp = this.outside.timestamp
    const pods = none ? [] : this.pods(namespace, labelSelector).filter((pod) => !missing.includes(pod.metadata.name))
    const list = (kind: string, items: readonly object[]): Answer => ({
      code: 200,
      body: { kind, apiVersion, metadata: {}, items }
    })
    if (apiVersion.startsWith('metrics.k8s.io')) {
      const usage = { cpu, memory }
      const items = pods.map(({ metadata, spec }) => ({
        metadata: { name: metadata.name, namespace },
        timestamp,
        window: '15s',
        containers: (spec as { containers: readonly { name: string }[] }).containers.map((each) => ({
          name: each.name,
          usage
        }))
      }))
      return list('PodMetricsList', items)
    }
    if (apiVersion.startsWith('external')) {
      const value = external[resource]
      if (value === undefined) return refusal(404, `the server could not find the metric ${resource}`)
      return list('ExternalMetricValueList', [{ metricName: resource, metricLabels: {}, timestamp, value }])
    }
    const value = custom[subresource]
    if (value === undefined)
      return refusal(404, `the server could not find the metric ${subresource} for ${resource} ${name}`)
    const names = name === '*' ? pods.map(({ metadata }) => metadata.name) : [name]
    const items = names.map((each) => ({ describedObject: { name: each }, timestamp, windowSeconds: 15, value }))
    return list('MetricValueList', items)
  }

  private pods(namespace: string, selector: string): readonly KubernetesObject[] {
    const requirements = parseLabelSelector(selector)
    if (typeof requirements === 'string') return []
    return this.objects().filter(({ kind, metadata, status }) => {
      const labels = metadata.labels as Readonly<Record<string, string>> | undefined
      const isRunning = (status as { phase?: string } | undefined)?.phase === 'Running'
      return (
        kind === 'Pod' &&
        metadata.namespace === namespace &&
        isRunning &&
        requirements.every((each) => meets(labels, each))
      )
    })
  }
}

const refusal = (code: number, message: string): Answer => ({
  code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code }
})
