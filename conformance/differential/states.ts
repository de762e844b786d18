import { presetOf, type Scenario, type ScenarioObject } from '../../src/scenarios'

/** A cluster at an instant, in which commands are typed. */
export interface State {
  readonly name: string
  readonly cluster: Scenario['cluster']
  readonly workloads: readonly ScenarioObject[]
  readonly commands?: readonly string[]
  readonly faults?: readonly string[]
  /** When they are typed, in seconds of simulated time. */
  readonly at: number
  /** How fast time goes for the released kubectl; 1 unless said. */
  readonly speed?: number
}

/** Just after a whole second: ages of things stay what they are for most of a second. */
const justAfter = 0.06

const single = { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false } as const
const several = { masters: 3, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: true } as const

const labels = (app: string) => ({ matchLabels: { app } })
const pods = (app: string, container: object = {}, spec: object = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: app, image: 'nginx:1.27', ...container }], ...spec }
})
const object = (apiVersion: string, kind: string, name: string, more: object): ScenarioObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'default' },
  ...more
})
const deployment = (name: string, replicas: number, container: object = {}, spec: object = {}) =>
  object('apps/v1', 'Deployment', name, {
    spec: { replicas, selector: labels(name), template: pods(name, container, spec) }
  })
const service = (name: string, port = 80) =>
  object('v1', 'Service', name, { spec: { selector: { app: name }, ports: [{ port }] } })
const web = [deployment('web', 3), service('web')]

const stateful = object('apps/v1', 'StatefulSet', 'db', {
  spec: { replicas: 2, serviceName: 'db', selector: labels('db'), template: pods('db') }
})
const daemons = object('apps/v1', 'DaemonSet', 'agent', {
  spec: { selector: labels('agent'), template: pods('agent') }
})
const job = (name: string, command: string, more: object = {}) =>
  object('batch/v1', 'Job', name, {
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{ name, image: 'busybox:1.36', command: ['sh', '-c', command] }]
        }
      },
      ...more
    }
  })
const cron = object('batch/v1', 'CronJob', 'tick', {
  spec: {
    schedule: '*/5 * * * *',
    jobTemplate: {
      spec: {
        template: {
          spec: { restartPolicy: 'OnFailure', containers: [{ name: 'tick', image: 'busybox:1.36', command: ['true'] }] }
        }
      }
    }
  }
})
const configuration = [
  object('v1', 'ConfigMap', 'settings', { data: { 'app.properties': 'colour=blue\nsize=3\n', mode: 'fast' } }),
  object('v1', 'Secret', 'login', { type: 'Opaque', data: { user: 'YWRtaW4=', password: 'c2VjcmV0' } }),
  object('v1', 'ServiceAccount', 'robot', {}),
  object('rbac.authorization.k8s.io/v1', 'Role', 'reader', {
    rules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list', 'watch'] }]
  }),
  object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'robot-reads', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }]
  }),
  object('v1', 'ResourceQuota', 'team', { spec: { hard: { pods: '20', 'requests.cpu': '8' } } }),
  object('policy/v1', 'PodDisruptionBudget', 'web', { spec: { minAvailable: 2, selector: labels('web') } }),
  object('networking.k8s.io/v1', 'Ingress', 'front', {
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'shop.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }]
          }
        }
      ]
    }
  }),
  object('networking.k8s.io/v1', 'NetworkPolicy', 'closed', {
    spec: { podSelector: {}, policyTypes: ['Ingress'] }
  }),
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 2,
      maxReplicas: 5,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }
      ]
    }
  }),
  object('v1', 'PersistentVolumeClaim', 'data', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'none' }
  }),
  object('v1', 'LimitRange', 'bounds', {
    spec: { limits: [{ type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '100m' } }] }
  })
]
const definition: ScenarioObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wd'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                properties: { size: { type: 'integer', minimum: 1 }, colour: { type: 'string', enum: ['red', 'blue'] } }
              },
              status: { type: 'object', properties: { phase: { type: 'string' } } }
            }
          }
        }
      }
    ]
  }
}

export const states: readonly State[] = [
  { name: 'healthy', cluster: single, workloads: web, at: 30 },
  { name: 'several-masters', cluster: several, workloads: web, at: 30 },
  { name: 'kinds', cluster: single, workloads: [...web, stateful, daemons, cron, ...configuration], at: 55 },
  {
    name: 'jobs',
    cluster: single,
    workloads: [
      job('pi', 'echo 3.14'),
      job('fails', 'exit 3', { backoffLimit: 1 }),
      job('many', 'sleep 5', { completions: 4, parallelism: 2 })
    ],
    at: 45
  },
  {
    name: 'definitions',
    cluster: single,
    workloads: [definition],
    commands: [`1s kubectl apply -f -`],
    at: 30
  },
  {
    name: 'crash-loop',
    cluster: single,
    workloads: [deployment('loop', 1, { image: 'busybox:1.36', command: ['sh', '-c', 'echo starts; exit 1'] })],
    at: 75
  },
  { name: 'no-image', cluster: single, workloads: [deployment('typo', 2, { image: 'nginx:no-such-tag' })], at: 50 },
  {
    name: 'unschedulable',
    cluster: single,
    workloads: [
      deployment('big', 1, { resources: { requests: { cpu: '64' } } }),
      deployment('picky', 1, {}, { nodeSelector: { disk: 'ssd' } })
    ],
    at: 30
  },
  {
    name: 'not-ready',
    cluster: single,
    workloads: [
      deployment('slow', 2, { readinessProbe: { httpGet: { path: '/', port: 8_081 }, periodSeconds: 5 } }),
      service('slow')
    ],
    at: 60
  },
  {
    name: 'init-waits',
    cluster: single,
    workloads: [
      deployment(
        'late',
        1,
        {},
        {
          initContainers: [{ name: 'wait', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 3600'] }]
        }
      ),
      deployment('keyless', 1, { envFrom: [{ configMapRef: { name: 'absent' } }] })
    ],
    at: 40
  },
  {
    name: 'rollout-stuck',
    cluster: single,
    workloads: web,
    commands: ['2s kubectl set image deployment/web web=nginx:no-such-tag'],
    at: 60
  },
  {
    name: 'rolled-out',
    cluster: single,
    workloads: web,
    commands: ['2s kubectl set image deployment/web web=nginx:1.28'],
    at: 60
  },
  { name: 'node-down', cluster: single, workloads: web, faults: ['5s crash worker-2'], at: 120 },
  { name: 'evicted', cluster: single, workloads: web, faults: ['5s crash worker-2'], at: 400 },
  {
    name: 'drained',
    cluster: single,
    workloads: web,
    commands: ['2s kubectl drain worker-1 --ignore-daemonsets'],
    at: 60
  },
  {
    name: 'controllers-dead',
    cluster: single,
    workloads: web,
    faults: ['1s kill master-1/kubelet', '2s kill master-1/kube-controller-manager', '2s kill master-1/kube-scheduler'],
    commands: ['5s kubectl scale deployment web --replicas=5'],
    at: 40
  },
  { name: 'master-down', cluster: several, workloads: web, faults: ['5s crash master-1'], at: 90 },
  {
    name: 'no-quorum',
    cluster: several,
    workloads: web,
    faults: ['5s crash master-2', '5s crash master-3'],
    at: 60,
    speed: 10
  },
  {
    name: 'terminating',
    cluster: single,
    workloads: [
      ...web,
      object('v1', 'ConfigMap', 'held', {
        metadata: { name: 'held', namespace: 'default', finalizers: ['example.com/hold'] }
      })
    ],
    commands: [
      '2s kubectl create namespace gone',
      '4s kubectl delete configmap held --wait=false',
      '5s kubectl cordon worker-1'
    ],
    at: 30
  }
]

/** A state as a scenario. Its clocks read the time on the wall at the instant. */
export function scenarioOf({ name, cluster, workloads, commands = [], faults = [], at }: State, wall: Date): Scenario {
  const whole = Math.floor(wall.getTime() / 1_000) * 1_000
  return {
    ...presetOf('ha-master-fails')!,
    id: name,
    title: name,
    cluster,
    workloads,
    commands: commands.map((line) =>
      line.endsWith('-f -') ? { at: line.split(' ')[0]!, line: line.slice(line.indexOf(' ') + 1), stdin: widget } : line
    ),
    faults,
    flags: { 'users-rate-per-s': 0 },
    untilSeconds: at,
    startsAt: new Date(whole - at * 1_000).toISOString()
  }
}

const widget = JSON.stringify({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'cog', namespace: 'default' },
  spec: { size: 3, colour: 'red' }
})

/** @returns when commands are typed, in microseconds of simulated time */
export const instantOf = ({ at }: State): number => Math.round((at + justAfter) * 1e6)
