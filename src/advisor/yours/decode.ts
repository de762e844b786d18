import * as v from 'valibot'
import { fail, ok, type Result } from '../../base/result'
import { itemsIn } from './documents'
import { shapes, type Kind, type ShapeOf } from './shape'

/** What was read of a cluster, by kind. */
export type Objects = { readonly [K in Kind]: readonly ShapeOf<K>[] }

/** More is no cluster that this page can run. */
export const largest = 64 * 2 ** 20
export const mostNodes = 200
export const mostPods = 5_000

export const question = 'kubectl get nodes,pods,deploy,rs,sts,ds,svc,pdb,pvc,pc -A -o json'

/** Kinds that are asked for, and what cannot be said where none of them was given. */
const silent: readonly { readonly kind: Kind; readonly word: string; readonly unknown: string }[] = [
  { kind: 'Pod', word: 'pods', unknown: 'where pods are now' },
  { kind: 'ReplicaSet', word: 'rs', unknown: 'which pods belong to which Deployment, but for their names' },
  { kind: 'PodDisruptionBudget', word: 'pdb', unknown: 'which budgets block a drain' },
  { kind: 'DaemonSet', word: 'ds', unknown: 'which pods go with their node' }
]

export interface ReadObjects {
  readonly objects: Objects
  /** What was passed over or is missing, one sentence each. */
  readonly notes: readonly string[]
}

/** Reads what kubectl printed. Secrets, managedFields and all that decides no placement are passed over. */
export function readObjects(text: string): Result<ReadObjects> {
  if (text.length > largest)
    return fail(`The file has ${(text.length / 2 ** 20).toFixed(0)} MiB; expected at most ${largest / 2 ** 20} MiB.`)
  const items = itemsIn(text, question)
  if (!items.ok) return items
  const found: Record<Kind, unknown[]> = {
    Node: [],
    Pod: [],
    Deployment: [],
    ReplicaSet: [],
    StatefulSet: [],
    DaemonSet: [],
    Service: [],
    PodDisruptionBudget: [],
    PersistentVolumeClaim: [],
    PriorityClass: []
  }
  const others = new Map<string, number>()
  for (const { at, apiVersion, kind, object } of items.value) {
    if (!isKind(kind) || !isOfKubernetes(apiVersion)) {
      const name = isKind(kind) ? `${kind} (${apiVersion})` : kind
      others.set(name, (others.get(name) ?? 0) + 1)
      continue
    }
    const first = v.safeParse(shapes[kind], object, { abortEarly: true })
    // A field that says null says nothing, as for the API server.
    const read = first.success ? first : v.safeParse(shapes[kind], withoutNulls(object), { abortEarly: true })
    if (!read.success) {
      const [issue] = read.issues
      return fail(
        `${at}, ${kind} ${nameOf(object)}: ${v.getDotPath(issue) ?? 'the object'} does not fit (${issue.message}).`
      )
    }
    found[kind].push(read.output)
  }
  const objects = found as { [K in Kind]: ShapeOf<K>[] }
  if (objects.Node.length === 0)
    return fail(`There is no Node among the ${items.value.length} items; expected the output of ${question}.`)
  if (objects.Node.length > mostNodes)
    return fail(`The cluster has ${objects.Node.length} nodes; expected at most ${mostNodes}.`)
  if (objects.Pod.length > mostPods)
    return fail(`The cluster has ${objects.Pod.length} pods; expected at most ${mostPods}.`)
  return ok({ objects, notes: [...passedOver(others), ...missing(objects), ...elsewhere(objects)] })
}

function passedOver(others: ReadonlyMap<string, number>): string[] {
  if (others.size === 0) return []
  const list = [...others].map(([kind, count]) => `${count} ${kind}`).join(', ')
  return [`Passed over, because they place no pods by themselves: ${list}.`]
}

function missing(objects: Objects): string[] {
  const none = silent.filter(({ kind }) => objects[kind].length === 0)
  if (none.length === 0) return []
  const all = (part: (one: (typeof silent)[number]) => string) => none.map(part).join(', ')
  return [
    `No ${all(({ kind, word }) => `${kind} (${word})`)} among the items: if the cluster has some, nobody knows here ${none.map(({ unknown }) => unknown).join('; ')}.`
  ]
}

/** Pods on nodes that were not given find a place among the others. */
function elsewhere({ Node, Pod }: Objects): string[] {
  const names = new Set(Node.map(({ metadata }) => metadata.name))
  const lost = Pod.filter(
    ({ spec }) => spec.nodeName !== undefined && spec.nodeName !== '' && !names.has(spec.nodeName)
  )
  if (lost.length === 0) return []
  const nodes = [...new Set(lost.map(({ spec }) => spec.nodeName))].sort()
  return [
    `${lost.length} pods are on nodes that are not among the items (${nodes.slice(0, 5).join(', ')}${nodes.length > 5 ? ` and ${nodes.length - 5} more` : ''}): here they go to the nodes that are.`
  ]
}

const isKind = (kind: string): kind is Kind => Object.hasOwn(shapes, kind)
/** Groups of Kubernetes itself: a resource of somebody else may have the same kind. Items of a list need not say theirs. */
const isOfKubernetes = (apiVersion: string): boolean =>
  /^(?:|v1|apps\/v1|policy\/v1|scheduling\.k8s\.io\/v1)$/.test(apiVersion)

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== null).map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]]))
  )
}

function nameOf({ metadata }: Readonly<Record<string, unknown>>): string {
  const name = typeof metadata === 'object' && metadata !== null && 'name' in metadata ? metadata.name : undefined
  return typeof name === 'string' ? `'${name.slice(0, 80)}'` : 'without a name'
}
