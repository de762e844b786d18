import { base64 } from '../../../api/base64'
import type { Deployment, StatefulSet } from '../../../api/types'
import { ownedBy, wanted } from './build'
import type { Controller, CustomObject, Look, Told, Wanted } from './custom'

/* Models elastic/cloud-on-k8s: pkg/controller/{elasticsearch,kibana}. */

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> }
  readonly spec?: { readonly containers?: readonly Named[]; readonly [field: string]: unknown }
}
interface Named {
  readonly name: string
  readonly [field: string]: unknown
}
interface NodeSet {
  readonly name: string
  readonly count?: number
  readonly podTemplate?: PodTemplate
  readonly volumeClaimTemplates?: readonly object[]
}
type Spec = Readonly<Record<string, unknown>> & {
  readonly version: string
  readonly image?: string
  readonly nodeSets?: readonly NodeSet[]
  readonly count?: number
  readonly podTemplate?: PodTemplate
  readonly http?: { readonly service?: { readonly spec?: object } }
  readonly elasticsearchRef?: { readonly name?: string; readonly namespace?: string }
}

export const elasticOperator: Controller = {
  image: /eck\/eck-operator(-ubi\d*)?$/,
  component: 'elasticsearch-controller',
  watches: ['statefulsets', 'deployments'],
  customs: [
    { resource: 'elasticsearch.k8s.elastic.co/elasticsearches', wants: elasticsearch, tell: tellElasticsearch },
    { resource: 'kibana.k8s.elastic.co/kibanas', wants: kibana, tell: tellKibana }
  ]
}

const prefix = 'elasticsearch.k8s.elastic.co'
const setName = (cluster: string, set: string): string => `${cluster}-es-${set}`

function elasticsearch(object: CustomObject): readonly Wanted[] {
  const spec = object.spec as Spec
  const { name } = object.metadata
  const labels = { 'common.k8s.elastic.co/type': 'elasticsearch', [`${prefix}/cluster-name`]: name }
  const meta = (suffix: string) => ownedBy(object, `${name}-es-${suffix}`, labels)
  const service = (suffix: string, number: number, rest: object) =>
    wanted('services', 'v1', 'Service', meta(suffix), {
      spec: {
        selector: labels,
        ports: [{ name: number === 9200 ? 'https' : 'tls-transport', port: number, protocol: 'TCP' }],
        ...rest
      }
    })
  const secret = (suffix: string, keys: readonly string[]) =>
    wanted('secrets', 'v1', 'Secret', meta(suffix), {
      data: Object.fromEntries(keys.map((key) => [key, base64(`${key} of ${name}`)]))
    })
  return [
    service('transport', 9300, { clusterIP: 'None', publishNotReadyAddresses: true }),
    service('http', 9200, { type: 'ClusterIP', ...spec.http?.service?.spec }),
    service('internal-http', 9200, { type: 'ClusterIP' }),
    secret('elastic-user', ['elastic']),
    secret('internal-users', ['elastic-internal', 'elastic-internal-probe', 'elastic-internal-monitoring']),
    secret('http-certs-internal', ['ca.crt', 'tls.crt', 'tls.key']),
    secret('http-certs-public', ['ca.crt', 'tls.crt']),
    ...(spec.nodeSets ?? []).flatMap((set) => {
      const own = { ...labels, [`${prefix}/statefulset-name`]: setName(name, set.name) }
      return [
        wanted('services', 'v1', 'Service', ownedBy(object, setName(name, set.name), own), {
          spec: {
            clusterIP: 'None',
            publishNotReadyAddresses: true,
            selector: own,
            ports: [{ name: 'https', port: 9200, protocol: 'TCP' }]
          }
        }),
        wanted('statefulsets', 'apps/v1', 'StatefulSet', ownedBy(object, setName(name, set.name), own), {
          spec: setOf(spec, name, set, own)
        })
      ]
    })
  ]
}

const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'elasticsearch-data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
}

function setOf(spec: Spec, name: string, set: NodeSet, labels: Readonly<Record<string, string>>): object {
  const { podTemplate } = set
  const container: Named = {
    name: 'elasticsearch',
    image: spec.image ?? `docker.elastic.co/elasticsearch/elasticsearch:${spec.version}`,
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'HEADLESS_SERVICE_NAME', value: setName(name, set.name) }
    ],
    ports: [
      { name: 'https', containerPort: 9200, protocol: 'TCP' },
      { name: 'transport', containerPort: 9300, protocol: 'TCP' }
    ],
    resources: { limits: { memory: '2Gi' }, requests: { memory: '2Gi' } },
    readinessProbe: {
      tcpSocket: { port: 9200 },
      initialDelaySeconds: 10,
      timeoutSeconds: 5,
      periodSeconds: 5,
      failureThreshold: 3
    },
    volumeMounts: [{ name: 'elasticsearch-data', mountPath: '/usr/share/elasticsearch/data' }]
  }
  const all = { ...podTemplate?.metadata?.labels, ...labels }
  return {
    replicas: set.count ?? 1,
    serviceName: setName(name, set.name),
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'OnDelete' },
    selector: { matchLabels: labels },
    template: {
      metadata: { labels: all },
      spec: {
        terminationGracePeriodSeconds: 180,
        automountServiceAccountToken: false,
        ...podTemplate?.spec,
        containers: merged(container, podTemplate)
      }
    },
    volumeClaimTemplates: (set.volumeClaimTemplates ?? [claim]).map((one) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      ...one
    }))
  }
}

/** A template's containers are laid over its own by their names. */
function merged(own: Named, template: PodTemplate | undefined): readonly Named[] {
  const given = template?.spec?.containers ?? []
  return [{ ...own, ...given.find(({ name }) => name === own.name) }, ...given.filter(({ name }) => name !== own.name)]
}

function tellElasticsearch(object: CustomObject, look: Look): Told {
  const { name, namespace } = object.metadata
  const spec = object.spec as Spec
  const sets = (spec.nodeSets ?? []).map(
    (set) => look.find('statefulsets', namespace, setName(name, set.name)) as StatefulSet | undefined
  )
  const count = (spec.nodeSets ?? []).reduce((sum, set) => sum + (set.count ?? 1), 0)
  const ready = sets.reduce((sum, set) => sum + (set?.status?.readyReplicas ?? 0), 0)
  return {
    status: {
      ...object.status,
      availableNodes: ready,
      health: ready === 0 ? 'unknown' : ready < count ? 'yellow' : 'green',
      phase: ready < count ? 'ApplyingChanges' : 'Ready',
      version: spec.version,
      observedGeneration: object.metadata.generation ?? 1
    }
  }
}

function kibana(object: CustomObject): readonly Wanted[] {
  const spec = object.spec as Spec
  const { name } = object.metadata
  const labels = { 'common.k8s.elastic.co/type': 'kibana', 'kibana.k8s.elastic.co/name': name }
  const container: Named = {
    name: 'kibana',
    image: spec.image ?? `docker.elastic.co/kibana/kibana:${spec.version}`,
    ports: [{ name: 'https', containerPort: 5601, protocol: 'TCP' }],
    resources: { limits: { memory: '1Gi' }, requests: { memory: '1Gi' } },
    readinessProbe: {
      httpGet: { path: '/login', port: 5601, scheme: 'HTTPS' },
      initialDelaySeconds: 10,
      timeoutSeconds: 5,
      periodSeconds: 10,
      failureThreshold: 3
    }
  }
  return [
    wanted('services', 'v1', 'Service', ownedBy(object, `${name}-kb-http`, labels), {
      spec: {
        type: 'ClusterIP',
        selector: labels,
        ports: [{ name: 'https', port: 5601, protocol: 'TCP' }],
        ...spec.http?.service?.spec
      }
    }),
    wanted('deployments', 'apps/v1', 'Deployment', ownedBy(object, `${name}-kb`, labels), {
      spec: {
        replicas: spec.count ?? 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...spec.podTemplate?.metadata?.labels, ...labels } },
          spec: {
            automountServiceAccountToken: false,
            ...spec.podTemplate?.spec,
            containers: merged(container, spec.podTemplate)
          }
        }
      }
    })
  ]
}

function tellKibana(object: CustomObject, look: Look): Told {
  const spec = object.spec as Spec
  const { name, namespace } = object.metadata
  const found = look.find('deployments', namespace, `${name}-kb`) as Deployment | undefined
  const ready = found?.status?.availableReplicas ?? 0
  const { name: cluster, namespace: other = namespace } = spec.elasticsearchRef ?? {}
  const isThere = cluster !== undefined && look.find('elasticsearch.k8s.elastic.co/elasticsearches', other, cluster)
  return {
    status: {
      ...object.status,
      availableNodes: ready,
      count: spec.count ?? 1,
      health: ready > 0 ? 'green' : 'red',
      version: spec.version,
      observedGeneration: object.metadata.generation ?? 1,
      ...(cluster !== undefined && { associationStatus: isThere ? 'Established' : 'Pending' })
    }
  }
}
