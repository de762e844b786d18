import * as v from 'valibot'

/** The parts of Kubernetes' objects that decide where pods go. Everything else of what kubectl printed is left where it is. */

const labels = v.optional(v.record(v.string(), v.string()), {})
const metadata = v.object({
  name: v.pipe(v.string(), v.maxLength(253)),
  namespace: v.optional(v.string(), ''),
  uid: v.optional(v.string(), ''),
  labels,
  annotations: v.optional(v.record(v.string(), v.string()), {}),
  ownerReferences: v.optional(
    v.array(v.object({ kind: v.string(), name: v.string(), controller: v.optional(v.boolean(), false) })),
    []
  )
})

/** A quantity may be written as a number, too. */
const quantity = v.union([v.string(), v.number()])
const amounts = v.optional(v.record(v.string(), quantity))
const anything = v.optional(v.unknown())
const intOrString = v.optional(v.union([v.number(), v.string()]))
const selector = v.optional(
  v.object({
    matchLabels: v.exactOptional(v.record(v.string(), v.string())),
    matchExpressions: v.exactOptional(v.array(v.unknown()))
  })
)

const taint = v.object({ key: v.string(), value: v.optional(v.string(), ''), effect: v.string() })

export const nodeShape = v.object({
  kind: v.literal('Node'),
  metadata,
  spec: v.optional(
    v.object({ taints: v.optional(v.array(taint), []), unschedulable: v.optional(v.boolean(), false) }),
    {}
  ),
  status: v.object({
    allocatable: v.record(v.string(), quantity),
    conditions: v.optional(v.array(v.object({ type: v.string(), status: v.string() })), [])
  })
})

const container = v.object({
  name: v.string(),
  resources: v.optional(v.object({ requests: amounts, limits: amounts }), {}),
  ports: v.optional(
    v.array(
      v.object({ containerPort: v.number(), hostPort: v.optional(v.number()), protocol: v.optional(v.string()) })
    ),
    []
  ),
  readinessProbe: anything
})

const volume = v.object({ persistentVolumeClaim: v.optional(v.object({ claimName: v.string() })) })

export const podSpecShape = v.object({
  nodeName: v.optional(v.string(), ''),
  nodeSelector: v.optional(v.record(v.string(), v.string())),
  affinity: anything,
  tolerations: v.optional(v.array(v.looseObject({}))),
  topologySpreadConstraints: v.optional(v.array(v.looseObject({}))),
  priorityClassName: v.optional(v.string()),
  terminationGracePeriodSeconds: v.optional(v.number()),
  containers: v.pipe(v.array(container), v.minLength(1)),
  volumes: v.optional(v.array(volume), [])
})

const template = v.object({ metadata: v.optional(v.object({ labels }), {}), spec: podSpecShape })
const owner = <K extends string>(kind: K) =>
  v.object({
    kind: v.literal(kind),
    metadata,
    spec: v.object({
      replicas: v.optional(v.number(), 1),
      selector,
      template,
      serviceName: v.optional(v.string()),
      podManagementPolicy: v.optional(v.string())
    })
  })

/** What is read, by kind; other kinds are passed over. */
export const shapes = {
  Node: nodeShape,
  Pod: v.object({
    kind: v.literal('Pod'),
    metadata,
    spec: podSpecShape,
    status: v.optional(v.object({ phase: v.optional(v.string(), '') }), {})
  }),
  Deployment: owner('Deployment'),
  ReplicaSet: owner('ReplicaSet'),
  StatefulSet: owner('StatefulSet'),
  DaemonSet: owner('DaemonSet'),
  Service: v.object({
    kind: v.literal('Service'),
    metadata,
    spec: v.object({
      type: v.optional(v.string(), 'ClusterIP'),
      selector: v.optional(v.record(v.string(), v.string()))
    })
  }),
  PodDisruptionBudget: v.object({
    kind: v.literal('PodDisruptionBudget'),
    metadata,
    spec: v.object({
      minAvailable: intOrString,
      maxUnavailable: intOrString,
      selector,
      unhealthyPodEvictionPolicy: v.optional(v.string())
    })
  }),
  PersistentVolumeClaim: v.object({
    kind: v.literal('PersistentVolumeClaim'),
    metadata,
    status: v.optional(v.object({ phase: v.optional(v.string(), '') }), {})
  }),
  PriorityClass: v.object({
    kind: v.literal('PriorityClass'),
    metadata,
    value: v.number(),
    globalDefault: v.optional(v.boolean(), false),
    preemptionPolicy: v.optional(v.string())
  })
} as const

export type Kind = keyof typeof shapes
export type ShapeOf<K extends Kind> = v.InferOutput<(typeof shapes)[K]>
export type YourNode = ShapeOf<'Node'>
export type YourPod = ShapeOf<'Pod'>
export type YourOwner = ShapeOf<'Deployment'> | ShapeOf<'ReplicaSet'> | ShapeOf<'StatefulSet'> | ShapeOf<'DaemonSet'>
export type PodSpec = v.InferOutput<typeof podSpecShape>
