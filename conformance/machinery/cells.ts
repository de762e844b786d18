import { isFields, type Fields, type Place } from './steps'

/** The text of a column's cell; `@path` and `@namespace` tell where the object is. */
type Cells = (column: string) => string

/**
 * What an object must have been, as a row of a Table shows it: the recorder made it out of sight. What no column tells is as small as
 * the kind allows.
 */
export function fromTable(place: Place, table: Fields): readonly Fields[] {
  const names = (table.columnDefinitions as readonly { name: string }[] | undefined)?.map(({ name }) => name)
  return ((table.rows ?? []) as readonly { cells: readonly unknown[]; object?: unknown }[]).flatMap((row) => {
    const { metadata } = (isFields(row.object) ? row.object : {}) as { metadata?: Fields }
    const made = kinds[place.plural]
    if (!metadata || !names) return []
    const cells: Cells = (column) => {
      if (column === '@path') return place.collection
      if (column === '@namespace') return String(metadata.namespace ?? '')
      const text = String(row.cells[names.indexOf(column)] ?? '')
      return text === '<none>' || text === '<unset>' ? '' : text
    }
    return [{ ...(made ? { ...made(cells) } : {}), metadata }]
  })
}

/** When a Table was shown, in milliseconds: its rows tell how old their objects are. */
export function shownAt(table: Fields): number | undefined {
  const names = ((table.columnDefinitions ?? []) as readonly { name: string }[]).map(({ name }) => name)
  const [row] = (table.rows ?? []) as readonly { cells: readonly unknown[]; object?: unknown }[]
  const { metadata } = (isFields(row?.object) ? row.object : {}) as { metadata?: { creationTimestamp?: string } }
  const parts = [...String(row?.cells[names.indexOf('Age')] ?? '').matchAll(/(\d+)([smhd])/g)]
  if (parts.length === 0 || metadata?.creationTimestamp === undefined) return undefined
  const age = parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0)
  return Date.parse(metadata.creationTimestamp) + age
}
const units: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3 }

const pairs = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(text.split(',').flatMap((one) => (one.includes('=') ? [one.split('=') as [string, string]] : [])))
const some = (text: string): readonly string[] => text.split(/, ?/).filter((one) => one !== '')
const several = (count: string, each: (i: number) => unknown): readonly unknown[] =>
  Array.from({ length: Number(count) || 0 }, (_, i) => each(i))

const containers = (c: Cells) =>
  some(c('Containers') || 'c').map((name, i) => ({ name, image: some(c('Images') || 'nginx')[i] ?? 'nginx' }))
const labels = (c: Cells) => {
  const told = pairs(c('Selector') || c('Pod Labels'))
  return Object.keys(told).length > 0 ? told : { a: 'b' }
}
const template = (c: Cells) => ({ metadata: { labels: labels(c) }, spec: { containers: containers(c) } })
const workload = (c: Cells, replicas: string) => ({
  spec: { replicas: Number(replicas), selector: { matchLabels: labels(c) }, template: template(c) }
})
const jobOf = (c: Cells) => ({
  template: { spec: { restartPolicy: 'Never', containers: containers(c) } }
})
const port = (text: string) => {
  const [, number = '80', node, protocol = 'TCP'] = /^(\d+)(?::(\d+))?\/(\w+)$/.exec(text) ?? []
  return { name: `p${number}`, port: Number(number), protocol, ...(node !== undefined && { nodePort: Number(node) }) }
}
const modes: Readonly<Record<string, string>> = {
  RWO: 'ReadWriteOnce',
  ROX: 'ReadOnlyMany',
  RWX: 'ReadWriteMany',
  RWOP: 'ReadWriteOncePod'
}
const hook = (i: number) => ({
  name: `h${i}.example.com`,
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  clientConfig: { url: 'https://10.0.0.2:8443/allow' },
  namespaceSelector: { matchLabels: { nobody: 'here' } }
})
const constraints = {
  resourceRules: [{ apiGroups: ['example.com'], apiVersions: ['*'], operations: ['CREATE'], resources: ['foos'] }]
}
const binding = (c: Cells) => {
  const [kind, name] = c('Role').split('/')
  return {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [
      ...some(c('Users')).map((user) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user })),
      ...some(c('Groups')).map((group) => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: group })),
      ...some(c('ServiceAccounts')).map((account) => {
        const [namespace, own] = account.split('/')
        return { kind: 'ServiceAccount', namespace, name: own }
      })
    ]
  }
}
const about = (c: Cells) => {
  const [kind = '', name] = c('Object').split('/')
  return { kind: kind.replace(/^./, (first) => first.toUpperCase()), namespace: c('@namespace'), name }
}
const scaling = (c: Cells) => {
  const [kind, name] = c('Reference').split('/')
  const [, averageUtilization = '80'] = /\/(\d+)%/.exec(c('Targets')) ?? []
  const bounds = { minReplicas: Number(c('MinPods')), maxReplicas: Number(c('MaxPods')) }
  return { bounds, kind, name, averageUtilization: Number(averageUtilization) }
}

const kinds: Readonly<Record<string, (cells: Cells) => object>> = {
  configmaps: (c) => ({ data: Object.fromEntries(several(c('Data'), (i) => [`k${i}`, 'v']) as [string, string][]) }),
  secrets: (c) => ({
    type: c('Type'),
    data: Object.fromEntries(several(c('Data'), (i) => [`k${i}`, 'dg==']) as [string, string][])
  }),
  pods: (c) => ({
    spec: { containers: several(c('Ready').split('/')[1] ?? '1', (i) => ({ name: `c${i}`, image: 'nginx' })) }
  }),
  services: (c) => ({
    spec: {
      type: c('Type'),
      ...(c('Cluster-IP') && { clusterIP: c('Cluster-IP') }),
      selector: pairs(c('Selector')),
      ports: some(c('Port(s)')).map(port)
    }
  }),
  endpoints: (c) => ({
    subsets: some(c('Endpoints')).map((one) => {
      const [ip, number] = one.split(':')
      return { addresses: [{ ip }], ports: [{ port: Number(number) }] }
    })
  }),
  replicationcontrollers: (c) => ({
    spec: { replicas: Number(c('Desired')), selector: labels(c), template: template(c) }
  }),
  podtemplates: (c) => ({ template: template(c) }),
  // One that tells nothing, and yet is why pods without requests fit a quota of them.
  limitranges: () => ({ spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } }),
  resourcequotas: (c) => ({
    spec: {
      hard: Object.fromEntries(
        [...`${c('Request')}, ${c('Limit')}`.matchAll(/([\w./-]+): [^/,]+\/([^,]+)/g)].map(([, name, hard]) => [
          name!,
          hard!.trim()
        ])
      )
    }
  }),
  persistentvolumeclaims: (c) => ({
    spec: {
      storageClassName: c('StorageClass'),
      volumeMode: c('VolumeMode') || 'Filesystem',
      accessModes: some(c('Access Modes') || 'RWO').map((mode) => modes[mode]),
      resources: { requests: { storage: c('Capacity') || '1Gi' } }
    }
  }),
  persistentvolumes: (c) => ({
    spec: {
      capacity: { storage: c('Capacity') },
      accessModes: some(c('Access Modes')).map((mode) => modes[mode]),
      persistentVolumeReclaimPolicy: c('Reclaim Policy'),
      storageClassName: c('StorageClass'),
      volumeMode: c('VolumeMode') || 'Filesystem',
      hostPath: { path: '/x' }
    }
  }),
  events: (c) => {
    const [component, host] = some(c('Source'))
    const then = '2024-01-01T00:00:00Z'
    return component?.includes('/')
      ? {
          eventTime: '2024-01-01T00:00:00.000000Z',
          reportingController: component,
          reportingInstance: host,
          action: 'A',
          type: c('Type'),
          reason: c('Reason'),
          regarding: about(c),
          note: c('Message')
        }
      : {
          firstTimestamp: then,
          lastTimestamp: then,
          type: c('Type'),
          reason: c('Reason'),
          involvedObject: about(c),
          source: { component, host },
          message: c('Message'),
          count: Number(c('Count'))
        }
  },
  nodes: (c) => ({
    status: {
      addresses: [{ type: 'InternalIP', address: c('Internal-IP') }],
      nodeInfo: {
        kubeletVersion: c('Version'),
        osImage: c('OS-Image'),
        kernelVersion: c('Kernel-Version').replace(/ .*/, ''),
        architecture: /\((\w+)\)/.exec(c('Kernel-Version'))?.[1] ?? '',
        containerRuntimeVersion: c('Container-Runtime')
      }
    }
  }),
  deployments: (c) => workload(c, c('Ready').split('/')[1] ?? '1'),
  replicasets: (c) => workload(c, c('Desired')),
  statefulsets: (c) => workload(c, c('Ready').split('/')[1] ?? '1'),
  daemonsets: (c) => ({ spec: { selector: { matchLabels: labels(c) }, template: template(c) } }),
  controllerrevisions: (c) => ({ revision: Number(c('Revision')), data: {} }),
  jobs: (c) => ({ spec: { ...jobOf(c), completions: Number(c('Completions').split('/')[1]) } }),
  cronjobs: (c) => ({
    spec: { schedule: c('Schedule'), suspend: c('Suspend') === 'True', jobTemplate: { spec: jobOf(c) } }
  }),
  horizontalpodautoscalers: (c) => {
    const { bounds, kind, name, averageUtilization } = scaling(c)
    const scaleTargetRef = { apiVersion: 'apps/v1', kind, name }
    if (c('@path').includes('/v1/'))
      return { spec: { ...bounds, scaleTargetRef, targetCPUUtilizationPercentage: averageUtilization } }
    return {
      apiVersion: 'autoscaling/v2',
      spec: {
        ...bounds,
        scaleTargetRef,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }]
      }
    }
  },
  poddisruptionbudgets: (c) => ({
    spec: { selector: { matchLabels: { a: 'b' } }, minAvailable: Number(c('Min Available')) }
  }),
  ingresses: (c) => ({
    spec: {
      ingressClassName: c('Class'),
      rules: some(c('Hosts')).map((host) => ({
        host,
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] }
      })),
      ...(c('Ports').includes('443') && { tls: [{ hosts: some(c('Hosts')) }] })
    }
  }),
  ingressclasses: (c) => {
    const [, kind, apiGroup, name] = /^(\w+)\.(.+)\/(.+)$/.exec(c('Parameters')) ?? []
    return { spec: { controller: c('Controller'), ...(kind && { parameters: { kind, apiGroup, name } }) } }
  },
  networkpolicies: (c) => ({ spec: { podSelector: { matchLabels: pairs(c('Pod-Selector')) } } }),
  servicecidrs: (c) => ({ spec: { cidrs: some(c('CIDRs')) } }),
  rolebindings: binding,
  clusterrolebindings: binding,
  leases: (c) => ({ spec: { holderIdentity: c('Holder') } }),
  endpointslices: (c) => ({
    addressType: c('AddressType'),
    ports: some(c('Ports')).map((number) => ({ port: Number(number) })),
    endpoints: some(c('Endpoints')).map((address) => ({ addresses: [address] }))
  }),
  storageclasses: (c) => ({
    provisioner: c('Provisioner'),
    reclaimPolicy: c('ReclaimPolicy'),
    volumeBindingMode: c('VolumeBindingMode')
  }),
  csidrivers: (c) => ({
    spec: {
      attachRequired: c('AttachRequired') === 'true',
      podInfoOnMount: c('PodInfoOnMount') === 'true',
      storageCapacity: c('StorageCapacity') === 'true',
      requiresRepublish: c('RequiresRepublish') === 'true',
      volumeLifecycleModes: some(c('Modes'))
    }
  }),
  csinodes: () => ({ spec: { drivers: [] } }),
  volumeattachments: (c) => ({
    spec: { attacher: c('Attacher'), nodeName: c('Node'), source: { persistentVolumeName: c('PV') } }
  }),
  csistoragecapacities: () => ({ storageClassName: 'x' }),
  volumeattributesclasses: (c) => ({ driverName: c('DriverName'), parameters: { a: 'b' } }),
  priorityclasses: (c) => ({ value: Number(c('Value')), preemptionPolicy: c('PreemptionPolicy') }),
  runtimeclasses: (c) => ({ handler: c('Handler') }),
  customresourcedefinitions: (c) => {
    const [plural = '', ...group] = c('Name').split('.')
    const singular = plural.replace(/s$/, '')
    const kind = singular.replace(/^./, (first) => first.toUpperCase())
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    return {
      spec: {
        group: group.join('.'),
        scope: 'Namespaced',
        names: { plural, singular, kind },
        versions: [{ name: 'v1', served: true, storage: true, schema }]
      }
    }
  },
  validatingwebhookconfigurations: (c) => ({ webhooks: several(c('Webhooks'), hook) }),
  mutatingwebhookconfigurations: (c) => ({ webhooks: several(c('Webhooks'), hook) }),
  validatingadmissionpolicies: (c) => ({
    spec: { matchConstraints: constraints, validations: several(c('Validations'), () => ({ expression: 'true' })) }
  }),
  validatingadmissionpolicybindings: (c) => ({ spec: { policyName: c('PolicyName'), validationActions: ['Deny'] } }),
  mutatingadmissionpolicies: (c) => ({
    spec: {
      matchConstraints: constraints,
      reinvocationPolicy: 'Never',
      mutations: several(c('Mutations'), () => ({
        patchType: 'ApplyConfiguration',
        applyConfiguration: { expression: 'Object{}' }
      }))
    }
  }),
  mutatingadmissionpolicybindings: (c) => ({ spec: { policyName: c('PolicyName') } }),
  apiservices: (c) => {
    const [version = '', ...group] = c('Name').split('.')
    const [namespace, name] = c('Service').split('/')
    return {
      spec: {
        group: group.join('.'),
        version,
        groupPriorityMinimum: 100,
        versionPriority: 10,
        insecureSkipTLSVerify: true,
        ...(name !== undefined && { service: { namespace, name } })
      }
    }
  },
  flowschemas: (c) => ({
    spec: {
      priorityLevelConfiguration: { name: c('PriorityLevel') },
      matchingPrecedence: Number(c('MatchingPrecedence')),
      ...(c('DistinguisherMethod') && { distinguisherMethod: { type: c('DistinguisherMethod') } }),
      rules: []
    }
  }),
  prioritylevelconfigurations: (c) => ({
    spec: {
      type: c('Type'),
      limited: {
        nominalConcurrencyShares: Number(c('NominalConcurrencyShares')),
        limitResponse: c('Queues')
          ? {
              type: 'Queue',
              queuing: {
                queues: Number(c('Queues')),
                handSize: Number(c('HandSize')),
                queueLengthLimit: Number(c('QueueLengthLimit'))
              }
            }
          : { type: 'Reject' }
      }
    }
  }),
  deviceclasses: () => ({ spec: {} }),
  resourceclaims: () => ({ spec: {} }),
  resourceclaimtemplates: () => ({ spec: { spec: {} } }),
  resourceslices: (c) => ({
    spec: {
      driver: c('Driver'),
      nodeName: c('Node'),
      pool: { name: c('Pool'), generation: 1, resourceSliceCount: 1 }
    }
  })
}
