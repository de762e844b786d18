import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Prng } from '../../../base/prng'
import { keyOf, kindOf, storedKinds, type Kind } from '../../api/scheme'
import type { KubeObject, Status } from '../../api/types'
import { createContext, type ApiServer, type Request } from './context'
import type { Plan } from './plan'
import { planWrite } from './write'

const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
const workload = { selector: { matchLabels: { a: 'b' } }, template }

/** A valid object of each kind that has defaults or a validation; the others only have a name. */
/** Pods that come to an end. */
const ending = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } }
const specs: Readonly<Record<string, object>> = {
  pods: {
    spec: {
      containers: [
        {
          name: 'c',
          image: 'nginx',
          ports: [{ containerPort: 80 }],
          env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'm', key: 'k' } } }],
          resources: { limits: { cpu: '1' }, requests: { cpu: '0.5' } },
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
          livenessProbe: { httpGet: { port: 80 } }
        }
      ],
      volumes: [{ name: 'v' }],
      tolerations: [{ key: 'k', operator: 'Exists' }],
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', labelSelector: {} }]
        }
      },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }]
    }
  },
  deployments: { spec: { ...workload, strategy: { rollingUpdate: { maxSurge: 1 } } } },
  replicasets: { spec: workload },
  statefulsets: { spec: workload },
  daemonsets: { spec: workload },
  replicationcontrollers: { spec: { template } },
  jobs: { spec: { template: ending } },
  cronjobs: { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: ending } } } },
  services: { spec: { ports: [{ port: 80 }], selector: { a: 'b' } } },
  poddisruptionbudgets: { spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } } },
  namespaces: { spec: { finalizers: ['kubernetes'] } },
  nodes: { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] }, status: { capacity: { cpu: '4' } } },
  configmaps: { data: { a: 'b' } },
  secrets: { data: { a: 'Yg==' } },
  leases: { spec: { holderIdentity: 'x', leaseDurationSeconds: 15 } },
  priorityclasses: { value: 5 },
  events: { involvedObject: { kind: 'Pod' }, reason: 'x' },
  endpoints: { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
  endpointslices: { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }] },
  apiservices: {
    spec: {
      group: 'own.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: 's', namespace: 'default' },
      insecureSkipTLSVerify: true
    }
  },
  csidrivers: { spec: {} },
  csinodes: { spec: { drivers: [] } },
  csistoragecapacities: { storageClassName: 'x', capacity: '1Gi' },
  certificatesigningrequests: {
    spec: {
      request: 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0=',
      signerName: 'example.com/s',
      usages: ['client auth']
    }
  },
  clusterroles: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  clusterrolebindings: {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }]
  },
  controllerrevisions: { revision: 1, data: { a: 'b' } },
  customresourcedefinitions: {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'foos', kind: 'Foo' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { n: { type: 'integer' } } } }
            }
          }
        }
      ]
    }
  },
  deviceclasses: { spec: {} },
  flowschemas: { spec: { priorityLevelConfiguration: { name: 'global-default' } } },
  horizontalpodautoscalers: {
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 5 }
  },
  ipaddresses: { spec: { parentRef: { group: '', resource: 'services', namespace: 'default', name: 's' } } },
  ingresses: {
    spec: {
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }]
          }
        }
      ]
    }
  },
  ingressclasses: { spec: { controller: 'example.com/c' } },
  limitranges: { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
  mutatingadmissionpolicies: {
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['nope.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['foos'] }
        ]
      },
      reinvocationPolicy: 'Never',
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: 'Object{metadata: Object.metadata{labels: {"a": "b"}}}' }
        }
      ]
    }
  },
  mutatingadmissionpolicybindings: { spec: { policyName: 'p' } },
  mutatingwebhookconfigurations: {
    webhooks: [
      {
        name: 'a.example.com',
        clientConfig: { url: 'https://10.0.0.99/x' },
        rules: [{ apiGroups: ['nope.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['foos'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None'
      }
    ]
  },
  networkpolicies: { spec: { podSelector: {} } },
  persistentvolumes: {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } }
  },
  persistentvolumeclaims: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  podtemplates: {
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } }
  },
  prioritylevelconfigurations: { spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } } },
  resourceclaims: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } },
  resourceclaimtemplates: {
    spec: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } }
  },
  resourcequotas: { spec: { hard: { pods: '5' } } },
  resourceslices: { spec: { driver: 'a.b', nodeName: 'n', pool: { name: 'p', generation: 1, resourceSliceCount: 1 } } },
  roles: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  rolebindings: {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'view' },
    subjects: [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }]
  },
  runtimeclasses: { handler: 'h' },
  servicecidrs: { spec: { cidrs: ['10.200.0.0/24'] } },
  storageclasses: { provisioner: 'example.com/p' },
  validatingadmissionpolicies: {
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['nope.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['foos'] }
        ]
      },
      validations: [{ expression: 'object.spec.replicas > 1' }]
    }
  },
  validatingadmissionpolicybindings: { spec: { policyName: 'p', validationActions: ['Deny'] } },
  validatingwebhookconfigurations: {
    webhooks: [
      {
        name: 'a.example.com',
        clientConfig: { url: 'https://10.0.0.99/x' },
        rules: [{ apiGroups: ['nope.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['foos'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None'
      }
    ]
  },
  volumeattachments: { spec: { attacher: 'a.b', nodeName: 'n', source: { persistentVolumeName: 'p' } } },
  volumeattributesclasses: { driverName: 'a.b', parameters: { a: 'b' } }
}

/** Names that are dictated. */
const names: Readonly<Record<string, string>> = {
  apiservices: 'v1.own.example.com',
  customresourcedefinitions: 'foos.example.com',
  ipaddresses: '10.96.9.9'
}
const nameOf = (plural: string): string => names[plural] ?? 'x'

const manifest = ({ apiVersion, kind, plural, namespaced }: Kind): KubeObject =>
  ({
    apiVersion,
    kind,
    metadata: { name: nameOf(plural), ...(namespaced && { namespace: 'default' }) },
    ...specs[plural]
  }) as KubeObject

function server(): ApiServer {
  const cluster = {
    masters: ['master-1'],
    planned: { workers: 0, nodes: 0 },
    workers: [],
    addresses: {},
    podCidrs: {},
    zones: {},
    hasLoadBalancer: false,
    runtime: 'containerd' as const
  }
  const context = createContext({
    self: 'master-1/kube-apiserver',
    machine: 'master-1',
    address: '10.0.0.11',
    now: 1e9,
    rng: Prng.fromSeed(7),
    config: {},
    cluster,
    disk: {},
    bootId: 1,
    incarnation: 1,
    argv: [],
    account: ''
  })
  for (const [plural, name] of [
    ['namespaces', 'default'],
    ['serviceaccounts', 'default']
  ] as const) {
    const kind = kindOf(plural)
    put(context, kind, { ...manifest(kind), metadata: { name, namespace: 'default', uid: 'u' } })
  }
  return context
}

function put(api: ApiServer, kind: Kind, object: KubeObject): KubeObject {
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: '7' } }
  const namespace = kind.namespaced ? object.metadata.namespace : undefined
  api.caches.get(kind.plural)?.objects.set(keyOf(kind, namespace, object.metadata.name), stored)
  return stored
}

const asked = (kind: Kind, verb: Request['verb'], body: unknown, options: Request['options'] = {}): Request => ({
  type: 'api.request',
  conn: 'c',
  id: 1,
  from: '',
  verb,
  resource: kind.plural,
  ...(kind.namespaced && { namespace: 'default' }),
  ...(verb !== 'create' && { name: nameOf(kind.plural) }),
  user: 'kubernetes-admin',
  userAgent: 'kubectl',
  body,
  options
})

const message = (plan: Plan): string => (plan.kind === 'answer' ? ((plan.body as Status).message ?? '') : 'stored')

describe('a write', () => {
  const deployment = kindOf('deployments')
  const made = (kind: Kind) => {
    const api = server()
    const plan = planWrite(api, asked(kind, 'create', manifest(kind)), kind)
    if (plan.kind !== 'store' || !plan.object) throw new Error(`${kind.plural}: ${message(plan)}`)
    return { api, object: put(api, kind, plan.object) }
  }

  it('is accepted for a plain object of every kind', () => {
    const refused = [...storedKinds.values()].filter(
      (kind) => planWrite(server(), asked(kind, 'create', manifest(kind)), kind).kind !== 'store'
    )
    expect(refused.map(({ plural }) => plural)).toEqual([])
  })

  it('of a workload without a spec tells all that is required', () => {
    const plan = planWrite(server(), asked(deployment, 'create', { metadata: { name: 'web' } }), deployment)
    expect(message(plan)).toBe(
      'Deployment.apps "web" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]'
    )
  })

  it('that takes a spec away by a patch is refused like one without', () => {
    const plan = planWrite(made(deployment).api, asked(deployment, 'patch', { spec: null }), deployment)
    expect(plan).toMatchObject({ kind: 'answer', code: 422 })
    expect(message(plan)).toContain('spec.selector: Required value')
  })

  it('is decoded before anything is defaulted', () => {
    const body = { metadata: { name: 'web' }, spec: { replicas: 'three', foo: 1 } }
    const plan = planWrite(server(), asked(deployment, 'create', body, { fieldValidation: 'Strict' }), deployment)
    expect(message(plan)).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'
    )
  })

  it('refuses unknown fields if it is asked to, and warns of them otherwise', () => {
    const body = { ...manifest(deployment), foo: 1 }
    const strict = planWrite(server(), asked(deployment, 'create', body, { fieldValidation: 'Strict' }), deployment)
    expect(message(strict)).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "foo"'
    )
    const warned = planWrite(server(), asked(deployment, 'create', body), deployment)
    expect(warned).toMatchObject({ kind: 'store', warnings: ['unknown field "foo"'] })
  })

  it('says of a kind that nothing acts on that it is only kept', () => {
    const kind = kindOf('ingresses')
    expect(planWrite(server(), asked(kind, 'create', manifest(kind)), kind)).toMatchObject({
      kind: 'store',
      warnings: [
        'this simulation keeps Ingress objects, but nothing in it acts on them but those of ingress-nginx (controller k8s.io/ingress-nginx)'
      ]
    })
  })

  // The kind of fault, not a case of it: whatever is done to any manifest, there is an answer of the API's own.
  it('answers whatever is sent, and what it accepts can be shown', () => {
    const kinds = [...storedKinds.values()]
    const originals = new Map(kinds.map((kind) => [kind.plural, made(kind)]))
    const junk = fc.oneof(
      fc.constantFrom(null, -1, 0, 1.5, 1e20, true, '', 'x', 'ü/..', [], {}, [null], [[]], { a: null }, { '': {} }),
      fc.string({ maxLength: 3 }).map((text) => text.repeat(500)),
      fc.jsonValue({ maxDepth: 3 })
    )
    const mutated = fc.record({
      kind: fc.constantFrom(...kinds),
      verb: fc.constantFrom('create', 'update', 'patch' as const),
      patchType: fc.constantFrom('merge', 'strategic', 'json', 'apply' as const),
      fieldValidation: fc.constantFrom('Strict', 'Warn', 'Ignore' as const),
      subresource: fc.constantFrom('', '', '', 'status', 'scale'),
      where: fc.array(fc.nat(), { maxLength: 7 }),
      value: junk,
      whole: fc.boolean()
    })
    fc.assert(
      fc.property(mutated, ({ kind, verb, patchType, fieldValidation, subresource, where, value, whole }) => {
        const { api, object } = originals.get(kind.plural)!
        const base: unknown = verb === 'create' ? manifest(kind) : object
        const changed = whole && verb === 'patch' ? value : changedAt(base, where, value)
        const on = verb === 'create' ? server() : api
        const plain = asked(kind, verb, changed, { patchType, fieldValidation })
        const plan = planWrite(on, verb !== 'create' && subresource ? { ...plain, subresource } : plain, kind)
        if (plan.kind === 'answer') {
          expect(plan.code).toBeGreaterThanOrEqual(200)
          if (plan.code >= 400) expect(plan.body).toMatchObject({ kind: 'Status', code: plan.code })
        } else if (plan.object) kind.code.columns?.row(plan.object, 1e9)
      }),
      { numRuns: 3_000, seed: 36 }
    )
  })
})

/** The value with something else at a place that numbers choose. */
function changedAt(value: unknown, [step, ...rest]: number[], instead: unknown): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return instead
  if (Array.isArray(value)) {
    const at = step % (value.length + 1)
    const next: unknown[] = [...(value as unknown[])]
    next[at] = changedAt(value[at], rest, instead)
    return next
  }
  const keys = [...Object.keys(value), 'unknown']
  const key = keys[step % keys.length]!
  return { ...value, [key]: changedAt((value as Record<string, unknown>)[key], rest, instead) }
}
