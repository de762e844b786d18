import type { Asked } from './play'

/**
 * What a recorder had made out of sight, or took away: a recorded answer speaks of an object that nobody in the sequence made. It is
 * made of what the answer says of it, by whom its account names; what only a server sets is left to the server.
 */
export function unseen({ path }: Asked, response: unknown): Asked | undefined {
  const [, collection, name] = oneOf.exec(path.split('?')[0]!) ?? []
  if (collection === undefined || name === undefined) return undefined
  const plural = collection.slice(collection.lastIndexOf('/') + 1)
  const { metadata = {}, kind, status: _status, ...rest } = (isObject(response) ? response : {}) as Told
  const isWhole = kind !== 'Status' && typeof metadata.name === 'string'
  const body = isWhole ? { ...rest, kind, metadata: given(metadata) } : { ...samples[plural], metadata: { name } }
  const accounts = metadata.managedFields ?? []
  const account = accounts.find(({ manager }) => manager === 'recorder') ?? accounts[0]
  return {
    method: 'POST',
    path: collection,
    body,
    ...(isWhole && account?.manager && { headers: { 'User-Agent': account.manager } })
  }
}

/** The path of one object, or of a subresource of it. */
const oneOf = /^((?:\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+)?\/[a-z]+)\/([^/]+)(?:\/[a-z]+)?$/

interface Told {
  readonly kind?: string
  readonly status?: unknown
  readonly metadata?: Readonly<Record<string, unknown>> & {
    readonly managedFields?: readonly { readonly manager?: string }[]
  }
}

const ofTheServer: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields'
])
/** Finalizers that a deletion or admission sets. */
const isOwn = (finalizer: unknown): boolean =>
  !/^(foregroundDeletion$|orphan$|kubernetes\.io\/)/.test(String(finalizer))

function given(metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { finalizers, ...kept } = Object.fromEntries(Object.entries(metadata).filter(([key]) => !ofTheServer.has(key)))
  const own = Array.isArray(finalizers) ? finalizers.filter(isOwn) : []
  return { ...kept, ...(own.length > 0 && { finalizers: own }) }
}

const containers = [{ name: 'c', image: 'nginx' }]
const template = { metadata: { labels: { app: 'd' } }, spec: { containers } }
/** Where an answer says nothing of the object but that it is there. */
const samples: Readonly<Record<string, object>> = {
  configmaps: { data: { a: 'b' } },
  secrets: { data: {} },
  pods: { spec: { containers } },
  deployments: { spec: { replicas: 2, selector: { matchLabels: { app: 'd' } }, template } },
  services: { spec: { ports: [{ port: 80 }] } },
  resourcequotas: { spec: { hard: { configmaps: '1' } } }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
