import { fromTable, shownAt } from './cells'
import type { Client } from './client'
import { owned } from './owned'
import { isFields, placeOf, type Fields, type Place, type Step } from './steps'

/** What the recorder did between two steps without writing it down, as what it wrote down shows. */
export interface Unseen {
  /** It was done before this step. */
  readonly before: number
  readonly path: string
  readonly place: Place
  /** What was made; without it the object was taken away. */
  readonly object?: Fields
  readonly made: string
}

interface Sight {
  readonly step: number
  readonly place: Place
  readonly name: string
  /** `there`: it was before the step; `made`: by it; `gone`: it was not there. */
  readonly as: 'there' | 'made' | 'gone'
  readonly object?: Fields | undefined
  readonly labels?: Readonly<Record<string, string>>
  readonly uid?: string | undefined
  /** Whether it is gone after the step. */
  readonly ends?: boolean
}

/**
 * Objects that a step finds and no step made were made out of sight, those that a step misses were taken away: each as late as the
 * first answer that is of its revision or a later one.
 */
export function unseen(steps: readonly Step[]): readonly Unseen[] {
  const seen = steps.flatMap((step, i) => sightsOf(step, i))
  const sights = [...seen, ...missed(steps, seen)].sort((a, b) => a.step - b.step)
  const revisions = steps.map(({ response }) => revisionOf(response))
  const found: Unseen[] = []
  for (const path of new Set(sights.map(({ place, name }) => `${place.collection}/${name}`))) {
    const own = sights.filter(({ place, name }) => `${place.collection}/${name}` === path)
    let isThere: boolean | undefined
    let since = 0
    let uid: string | undefined
    for (const sight of own) {
      const { step, as, place } = sight
      const isAnother = uid !== undefined && sight.uid !== undefined && sight.uid !== uid
      if (as === 'there' && (!isThere || isAnother)) {
        const object = objectOf(sight, own, sights)
        const revision = revisionOf(sight.object)
        const isRead = steps[step]!.request!.method === 'GET'
        const known = isRead && revision > 0 ? revisions.findIndex((at, i) => i >= since && at >= revision) : step
        const latest = Math.min(
          step,
          known < 0 ? step : known,
          olderThan(steps, since, sight.object),
          endOf(steps, since, place, sight.object)
        )
        const before = place.plural === 'pods' ? Math.min(latest, neededBy(steps, since, latest, object)) : latest
        if (object) found.push({ before, path, place, object, made: madeAt(sight.object) })
      } else if (as === 'gone' && isThere) found.push({ before: step, path, place, made: '' })
      isThere = as !== 'gone' && !sight.ends
      since = step + 1
      uid = sight.uid ?? (as === 'there' ? uid : undefined)
    }
  }
  // In the order in which they were made: a quota counts from then on.
  return found.toSorted((a, b) => (a.made < b.made ? -1 : a.made > b.made ? 1 : 0))
}

/** When an object was made, as far as it tells. */
const madeAt = (object: Fields | undefined): string => {
  const { creationTimestamp = '', resourceVersion = '' } = (object?.metadata ?? {}) as Readonly<Record<string, string>>
  return `${creationTimestamp} ${resourceVersion.padStart(12, '0')}`
}

/** The first Table that was shown when an object was there for a while. */
function olderThan(steps: readonly Step[], since: number, object: Fields | undefined): number {
  const { creationTimestamp } = (object?.metadata ?? {}) as { creationTimestamp?: string }
  if (creationTimestamp === undefined) return Infinity
  const found = steps.findIndex(({ response }, i) => {
    const at = i >= since && isFields(response) && response.kind === 'Table' ? shownAt(response) : undefined
    return at !== undefined && at - Date.parse(creationTimestamp) > 2_000
  })
  return found < 0 ? Infinity : found
}

/** The deletion of its namespace, after which nothing is made in it. */
function endOf(steps: readonly Step[], since: number, { collection }: Place, object: Fields | undefined): number {
  const { creationTimestamp } = (object?.metadata ?? {}) as { creationTimestamp?: string }
  const [, namespace] = /^\/api.*\/namespaces\/([^/]+)\//.exec(collection) ?? []
  const found = steps.findIndex(({ request, response }, i) => {
    if (i < since || request?.method !== 'DELETE' || request.path !== `/api/v1/namespaces/${namespace}`) return false
    const { deletionTimestamp = '' } = ((isFields(response) ? response.metadata : undefined) ?? {}) as Readonly<
      Record<string, string>
    >
    return creationTimestamp !== undefined && creationTimestamp <= deletionTimestamp
  })
  return found < 0 ? Infinity : found
}

/** A node was allowed to read what only a pod on it gives it: the pod was there. */
function neededBy(steps: readonly Step[], since: number, until: number, pod: Fields | undefined): number {
  const { nodeName } = (pod?.spec ?? {}) as { nodeName?: string }
  const found = steps.findIndex(
    ({ request, code = 0 }, i) =>
      i >= since &&
      i < until &&
      nodeName !== undefined &&
      request?.user === `system:node:${nodeName}` &&
      /^(secrets|configmaps|serviceaccounts|persistentvolumeclaims)$/.test(placeOf(request.path)?.plural ?? '') &&
      (code === 200 || code === 404)
  )
  return found < 0 ? until : found
}

function sightsOf({ request, code = 0, response }: Step, step: number): readonly Sight[] {
  const place = request && placeOf(request.path)
  if (!request || !place || place.plural === 'namespaces' || place.query.get('watch')) return []
  const isDry = place.query.has('dryRun')
  const uid = uidOf(response)
  const body = isFields(response) ? response : undefined
  if (isOfAllocator(body)) return []
  const isStatus = body?.kind === 'Status'
  if (place.name === undefined) {
    const shown = body?.kind === 'Table' ? { items: fromTable(place, body) } : itemsIn(response)
    if (code === 200 && shown) return listed(place, shown, step, false)
    if (isList(request.method, code, body)) return listed(place, body!, step, request.method === 'DELETE' && !isDry)
    return isDry ? [] : made(place, request.body, code, step).map((one) => ({ ...one, uid }))
  }
  const details = (body?.details ?? {}) as { name?: string; kind?: string; uid?: string }
  const missing = code === 404 && details.name === place.name && details.kind === place.plural
  const name = place.name
  if (missing) return [{ step, place, name, as: 'gone' }]
  if (code === 201 && request.method !== 'POST') return isDry ? [] : [{ step, place, name, as: 'made', uid }]
  const found =
    code < 300 ||
    code === 409 ||
    (code === 422 && request.method !== 'GET') ||
    (code >= 400 && !connects.has(place.subresource ?? '') && isOfAdmission(body))
  if (!found || code < 200) return []
  const [row] = body?.kind === 'Table' && place.subresource === undefined ? fromTable(place, body) : []
  const object =
    row ??
    (body && !isStatus && isFields(body.metadata) && place.subresource === undefined && 'name' in body.metadata
      ? body
      : undefined)
  return [
    {
      step,
      place,
      name,
      as: 'there',
      object,
      uid,
      ends: request.method === 'DELETE' && !isDry && code < 300 && !stays(object)
    }
  ]
}

function uidOf(value: unknown): string | undefined {
  const { metadata, details, status } = (isFields(value) ? value : {}) as Readonly<
    Record<string, { uid?: string } | undefined>
  >
  return metadata?.uid ?? ((status as unknown) === 'Success' ? details?.uid : undefined)
}

/** The address of a Service, which is made with it. */
const isOfAllocator = (body: Fields | undefined): boolean => {
  const { labels } = (body?.metadata ?? {}) as { labels?: Fields }
  return labels?.['ipaddress.kubernetes.io/managed-by'] !== undefined
}

/** A list that was shortened to `namespace/name` of its items. */
const itemsIn = (response: unknown): Fields | undefined =>
  Array.isArray(response) && response.length > 0 && response.every((one) => /^[a-z0-9-]+\/\S+$/.test(String(one)))
    ? { items: response }
    : undefined

/** Admission looks at these before anybody looks for the pod. */
const connects: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy'])

/** Authorization refuses what is not there as well; admission, only what it was shown. */
const isOfAdmission = (body: Fields | undefined): boolean => {
  const { message = '' } = (body ?? {}) as { message?: string }
  if (message.startsWith('admission webhook')) return true
  return message.includes('is forbidden:') && !/ cannot \S+ (resource|path) /.test(message)
}

const isList = (method: string, code: number, body: Fields | undefined): boolean =>
  (method === 'GET' || method === 'DELETE') && code === 200 && Array.isArray(body?.items)

/** A deleted object that is told with the time of its end is still there. */
function stays(object: Fields | undefined): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = (object?.metadata ?? {}) as {
    deletionTimestamp?: string
    finalizers?: readonly string[]
    deletionGracePeriodSeconds?: number
  }
  return deletionTimestamp !== undefined && ((finalizers ?? []).length > 0 || (deletionGracePeriodSeconds ?? 0) > 0)
}

function made(place: Place, body: unknown, code: number, step: number): readonly Sight[] {
  const { name } = ((isFields(body) ? body.metadata : undefined) ?? {}) as { name?: string }
  return code === 201 && name !== undefined ? [{ step, place, name, as: 'made' }] : []
}

function listed(place: Place, { items }: Fields, step: number, ends: boolean): readonly Sight[] {
  const labels = Object.fromEntries(
    [...(place.query.get('labelSelector') ?? '').matchAll(/(?:^|,)([\w./-]+)==?([\w.-]+)/g)].map(([, key, value]) => [
      key!,
      value!
    ])
  )
  const isOld = /^[1-9]/.test(place.query.get('resourceVersion') ?? '') || place.query.has('continue')
  if (isOld) return []
  return (items as readonly unknown[]).flatMap((item): Sight[] => {
    const own = isFields(item) ? (item.metadata as { name: string; namespace?: string }) : undefined
    const [, namespace, name] = own
      ? ['', own.namespace, own.name]
      : (/^(?:([^/ ]+)\/)?([^/ ]+)/.exec(String(item)) ?? [])
    if (name === undefined) return []
    const isElsewhere = namespace !== undefined && !place.collection.includes(`/namespaces/${namespace}/`)
    // Of what is in all namespaces the recorder made what it chose by a label of its own.
    if (isElsewhere && Object.keys(labels).length === 0) return []
    const at = isElsewhere
      ? { ...place, collection: place.collection.replace(/\/[^/]+$/, `/namespaces/${namespace}$&`) }
      : place
    return [
      { step, place: at, name, as: 'there', labels, uid: uidOf(item), object: isFields(item) ? item : undefined, ends }
    ]
  })
}

/** What a list of all that there is leaves out. */
function missed(steps: readonly Step[], seen: readonly Sight[]): readonly Sight[] {
  return steps.flatMap(({ request, code = 0, response }, step) => {
    const place = request && placeOf(request.path)
    const body = isFields(response) ? response : undefined
    const isTable = body?.kind === 'Table' && place?.name === undefined
    if (!place || place.name !== undefined || request.method !== 'GET') return []
    if (!isTable && !isList('GET', code, body)) return []
    const shown = isTable ? { ...body, items: fromTable(place, body) } : body!
    // Rows may say nothing of their objects.
    if (isTable && (shown.items as unknown[]).length < (body!.rows as unknown[]).length) return []
    const partial = ['labelSelector', 'fieldSelector', 'continue', 'resourceVersion', 'watch']
    const { continue: more } = (body!.metadata ?? {}) as { continue?: string }
    if (more || partial.some((key) => place.query.get(key))) return []
    const names = new Set(listed(place, shown, step, false).map(({ name }) => name))
    const others = seen.filter((one) => one.place.collection === place.collection && !names.has(one.name))
    return [...new Set(others.map(({ name }) => name))].map((name): Sight => ({ step, place, name, as: 'gone' }))
  })
}

/** The revision of a whole answer: the latest that it names. */
function revisionOf(value: unknown): number {
  if (Array.isArray(value)) return Math.max(0, ...value.map(revisionOf))
  if (typeof value === 'string') return Number(/ @(\d+)$/.exec(value)?.[1] ?? 0)
  if (!isFields(value)) return 0
  const { metadata, items } = value as { metadata?: { resourceVersion?: string }; items?: unknown }
  return Math.max(Number(metadata?.resourceVersion ?? 0) || 0, items === undefined ? 0 : revisionOf(items))
}

/** What was made, as it is shown at this sight, at others, or as another of its kind. */
function objectOf(sight: Sight, own: readonly Sight[], all: readonly Sight[]): Fields | undefined {
  const { name, place } = sight
  const shown = sight.object ?? own.find(({ object }) => object)?.object
  const another = shown ? undefined : all.find((one) => one.object && one.place.collection === place.collection)?.object
  const labels = Object.assign({}, ...own.map((one) => one.labels ?? {})) as Readonly<Record<string, string>>
  const plain = shown ? written(shown) : another ? likeIt(written(another)) : (minimal[place.plural] ?? {})
  const metadata = (plain.metadata ?? {}) as { labels?: Fields }
  const told = Object.keys(labels).length > 0 ? { labels: { ...metadata.labels, ...labels } } : {}
  return { ...plain, metadata: { ...metadata, ...told, name } }
}

/** One of the same kind: where that is, and by what it is chosen, is its own. */
function likeIt({ metadata: _, spec, ...object }: Fields): Fields {
  if (!isFields(spec)) return object
  const { nodeName: _node, ...rest } = spec
  return { ...object, spec: rest }
}

const containers = [{ name: 'c', image: 'nginx' }]
const template = { metadata: { labels: { app: 'd' } }, spec: { containers } }
/** Where no answer says anything of an object but that it is there. */
const minimal: Readonly<Record<string, Fields>> = {
  configmaps: { data: { a: 'b' } },
  pods: { spec: { containers } },
  deployments: { spec: { replicas: 2, selector: { matchLabels: { app: 'd' } }, template } },
  services: { spec: { ports: [{ port: 80 }] } },
  resourcequotas: { spec: { hard: { configmaps: '1' } } }
}

/** An object as its first manager wrote it: without what the server and others gave to it. */
function written(object: Fields): Fields {
  const { managedFields = [], ...metadata } = object.metadata as {
    managedFields?: readonly { subresource?: string; fieldsV1: Fields }[]
  } & Fields
  const first = managedFields.find(({ subresource }) => subresource === undefined)
  const { finalizers, labels, annotations, namespace } = metadata as { finalizers?: readonly string[] } & Fields
  const held = (finalizers ?? []).filter((one) => one !== 'foregroundDeletion' && one !== 'orphan')
  const { status, ...rest } = object
  const own = first ? { ...texts(first.fieldsV1), ...(owned(rest, first.fieldsV1) as Fields) } : rest
  const told = first
    ? ((own.metadata ?? {}) as Fields)
    : { ...(labels !== undefined && { labels }), ...(annotations !== undefined && { annotations }) }
  const { finalizers: owners, ...ownMetadata } = told as { finalizers?: readonly string[] } & Fields
  // The server gives some of its own.
  const kept = first ? held.filter((one) => owners?.includes(one)) : held
  const { nodeName } = (object.spec ?? {}) as { nodeName?: string }
  return {
    ...own,
    ...(nodeName !== undefined && { spec: { ...(own.spec as Fields), nodeName } }),
    ...(status !== undefined && { status }),
    metadata: {
      ...ownMetadata,
      ...(namespace !== undefined && { namespace }),
      ...(kept.length > 0 && { finalizers: kept })
    }
  }
}

/** Texts by names of which only the names are told: of an object that is shown by its metadata alone. */
function texts({ 'f:data': data }: Fields): Fields {
  if (!isFields(data)) return {}
  const names = Object.keys(data).filter((key) => key.startsWith('f:'))
  return { data: Object.fromEntries(names.map((key) => [key.slice(2), 'b'])) }
}

/** Does what the recorder did out of sight. */
export function makes(client: Client, { path, place, object }: Unseen): void {
  if (!object) return void client.ask({ method: 'DELETE', path: `${path}?gracePeriodSeconds=0` })
  const { status, ...rest } = object
  client.ask({ method: 'POST', path: place.collection, body: rest })
  if (isFields(status) && Object.keys(status).length > 0)
    client.ask({
      method: 'PATCH',
      path: `${path}/status`,
      contentType: 'application/merge-patch+json',
      body: { status }
    })
}
