import { danglingOf } from '../flow-schemas'
import type { Made } from './rbac'

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1'
const annotations = Object.freeze({ 'apf.kubernetes.io/autoupdate-spec': 'true' })

const queue = (queues: number, handSize: number) => ({
  type: 'Queue',
  queuing: { queues, handSize, queueLengthLimit: 50 }
})

const limited = (nominalConcurrencyShares: number, lendablePercent: number, limitResponse: object) => ({
  type: 'Limited',
  limited: { nominalConcurrencyShares, limitResponse, lendablePercent }
})

/** Models apiserver/pkg/apis/flowcontrol/bootstrap/default.go. */
const levels: Readonly<Record<string, object>> = {
  'catch-all': limited(5, 0, { type: 'Reject' }),
  exempt: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
  'global-default': limited(20, 50, queue(128, 6)),
  'leader-election': limited(10, 0, queue(16, 4)),
  'node-high': limited(40, 25, queue(64, 6)),
  system: limited(30, 33, queue(64, 6)),
  'workload-high': limited(40, 50, queue(128, 6)),
  'workload-low': limited(100, 90, queue(128, 6))
}

const group = (name: string) => ({ kind: 'Group', group: { name } })
const user = (name: string) => ({ kind: 'User', user: { name } })
const accounts = { kind: 'ServiceAccount', serviceAccount: { namespace: 'kube-system', name: '*' } }
const everybody = [group('system:unauthenticated'), group('system:authenticated')]
const allResources = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }]
const allPaths = [{ verbs: ['*'], nonResourceURLs: ['*'] }]
const everything = (subjects: readonly object[]) => [
  { subjects, resourceRules: allResources, nonResourceRules: allPaths }
]
const leases = (verbs: readonly string[]) => ({
  verbs,
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  namespaces: ['*']
})
const nodes = [group('system:nodes')]

type Schema = readonly [level: string, precedence: number, distinguisher: string, rules: readonly object[]]

const schemas: Readonly<Record<string, Schema>> = {
  'catch-all': ['catch-all', 10_000, 'ByUser', everything(everybody)],
  exempt: ['exempt', 1, '', everything([group('system:masters')])],
  'global-default': ['global-default', 9_900, 'ByUser', everything(everybody)],
  'kube-controller-manager': [
    'workload-high',
    800,
    'ByNamespace',
    everything([user('system:kube-controller-manager')])
  ],
  'kube-scheduler': ['workload-high', 800, 'ByNamespace', everything([user('system:kube-scheduler')])],
  'kube-system-service-accounts': ['workload-high', 900, 'ByNamespace', everything([accounts])],
  probes: [
    'exempt',
    2,
    '',
    [
      {
        subjects: everybody,
        nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }]
      }
    ]
  ],
  'service-accounts': ['workload-low', 9_000, 'ByUser', everything([group('system:serviceaccounts')])],
  'system-leader-election': [
    'leader-election',
    100,
    'ByUser',
    [
      {
        subjects: [user('system:kube-controller-manager'), user('system:kube-scheduler'), accounts],
        resourceRules: [leases(['get', 'create', 'update'])]
      }
    ]
  ],
  'system-node-high': [
    'node-high',
    400,
    'ByUser',
    [
      {
        subjects: nodes,
        resourceRules: [
          {
            verbs: ['*'],
            apiGroups: [''],
            resources: ['nodes', 'nodes/status'],
            clusterScope: true,
            namespaces: ['*']
          },
          leases(['*'])
        ]
      }
    ]
  ],
  'system-nodes': ['system', 500, 'ByUser', everything(nodes)]
}

const found = (level: string, lastTransitionTime: string) => ({
  conditions: [{ ...danglingOf(level, true), lastTransitionTime }]
})

/** Flow schemas and priority levels of a new cluster. */
export function flowcontrolObjects(at: string): Made[] {
  return [
    ...Object.entries(levels).map(([name, spec]) => ({
      resource: 'prioritylevelconfigurations',
      name,
      annotations,
      generation: 1,
      object: { apiVersion, kind: 'PriorityLevelConfiguration', spec, status: {} }
    })),
    ...Object.entries(schemas).map(([name, [level, matchingPrecedence, distinguisher, rules]]) => ({
      resource: 'flowschemas',
      name,
      annotations,
      generation: 1,
      object: {
        apiVersion,
        kind: 'FlowSchema',
        spec: {
          priorityLevelConfiguration: { name: level },
          matchingPrecedence,
          ...(distinguisher !== '' && { distinguisherMethod: { type: distinguisher } }),
          rules
        },
        status: found(level, at)
      }
    }))
  ]
}
