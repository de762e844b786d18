import * as v from 'valibot'
import { parseDocument, stringify } from 'yaml'
import { fail, ok, type Result } from '../../base/result'

const largestFile = 100_000

const dnsLabel = v.pipe(
  v.string('expected a name'),
  v.regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'expected at most 63 characters a-z, 0-9 and dashes')
)
const name = v.pipe(
  v.string('expected a name'),
  v.maxLength(253, 'expected at most 253 characters'),
  v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'expected a name of a-z, 0-9, dashes and dots')
)
const container = v.looseObject({ name: dnsLabel, image: v.string('expected an image') }, 'expected a container')
const containers = v.pipe(
  v.array(container, 'expected a list of containers'),
  v.minLength(1, 'expected at least one container'),
  v.maxLength(50, 'expected at most 50 containers')
)

const podSchema = v.looseObject(
  {
    apiVersion: v.literal('v1', 'expected v1'),
    kind: v.literal('Pod', 'expected Pod'),
    metadata: v.looseObject({ name }, 'expected metadata with a name'),
    spec: v.looseObject({ containers, initContainers: v.optional(containers) }, 'expected a spec with containers')
  },
  'expected a Pod'
)

/** A pod as somebody writes it. */
export type PodManifest = v.InferOutput<typeof podSchema>

/** Reads one Pod in YAML or JSON, or says in one sentence what it lacks. */
export function parsePod(text: string): Result<PodManifest> {
  if (text.length > largestFile) return fail(`Pod file: ${text.length} characters; expected at most ${largestFile}.`)
  let value: unknown
  try {
    const document = parseDocument(text)
    const [broken] = document.errors
    if (broken) return fail(`Pod file: ${broken.message.split('\n')[0]!.replace(/:$/, '')}.`)
    value = document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    return fail(`Pod file: ${(error as Error).message.split('\n')[0]!.replace(/\.$/, '')}.`)
  }
  const result = v.safeParse(podSchema, value, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    const path = (issue.path ?? []).map(({ key }) => String(key)).join('.')
    const found = issue.received === 'undefined' ? 'nothing' : issue.received
    return fail(`Pod file${path === '' ? '' : `, ${path}`}: ${issue.message}, found ${found}.`)
  }
  const { namespace } = result.output.metadata
  if (namespace !== undefined && namespace !== 'default')
    return fail(`Pod file, metadata.namespace: expected default, found ${JSON.stringify(namespace)}.`)
  return ok(asWritten(result.output))
}

/** What a server adds to a pod that was read back from it (`kubectl get -o yaml`). */
const served = ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'generation', 'selfLink']

/** A pod that was read back from a server as it was before: not yet on a node, without status and token volume. */
function asWritten(pod: PodManifest): PodManifest {
  if (!('uid' in pod.metadata)) return pod
  const { status: _status, ...rest } = pod as PodManifest & { status?: unknown }
  const metadata = Object.fromEntries(Object.entries(pod.metadata).filter(([key]) => !served.includes(key)))
  const {
    nodeName: _nodeName,
    volumes,
    ...spec
  } = pod.spec as PodManifest['spec'] & { nodeName?: string; volumes?: unknown }
  const isToken = (item: unknown) => String((item as { name?: unknown }).name).startsWith('kube-api-access-')
  const without = (items: unknown) => (Array.isArray(items) ? items.filter((item) => !isToken(item)) : [])
  const bare = (each: PodManifest['spec']['containers'][number]) => ({
    ...each,
    volumeMounts: without(each.volumeMounts)
  })
  return {
    ...rest,
    metadata: metadata as PodManifest['metadata'],
    spec: {
      ...spec,
      containers: spec.containers.map(bare),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(bare) } : {}),
      volumes: without(volumes)
    }
  }
}

export const yamlOf = (pod: PodManifest): string => stringify(pod)
