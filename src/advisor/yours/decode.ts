import * as v from 'valibot'
import { fail, ok, type Result } from '../../base/result'
import { shapes, type Kind, type ShapeOf } from './shape'

/** What was read of a cluster, by kind. */
export type Objects = { readonly [K in Kind]: readonly ShapeOf<K>[] }

/** More is no cluster that this page can run. */
export const largest = 64 * 2 ** 20
export const mostNodes = 200
export const mostPods = 5_000

export const question = 'kubectl get nodes,pods,deploy,rs,sts,ds,svc,pdb,pvc,pc -A -o json'

/** Reads what kubectl printed. Secrets, managedFields and all that decides no placement are passed over. */
export function readObjects(text: string): Result<Objects> {
  if (text.length > largest)
    return fail(`The file has ${(text.length / 2 ** 20).toFixed(0)} MiB; expected at most ${largest / 2 ** 20} MiB.`)
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (error) {
    return fail(
      `This is no JSON (${error instanceof Error ? error.message : String(error)}); expected the output of ${question}.`
    )
  }
  const items = itemsOf(list)
  if (!items) return fail(`This JSON has no list of items; expected the output of ${question}.`)
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
  for (const [index, item] of items.entries()) {
    const kind = kindOf(item)
    if (kind === null)
      return fail(`Item ${index + 1} is no Kubernetes object (it has no kind); expected the output of ${question}.`)
    if (!isKind(kind)) continue
    const read = v.safeParse(shapes[kind], item, { abortEarly: true })
    if (!read.success) {
      const [issue] = read.issues
      return fail(
        `Item ${index + 1}, ${kind} ${nameOf(item)}: ${v.getDotPath(issue) ?? 'the object'} does not fit (${issue.message}).`
      )
    }
    found[kind].push(read.output)
  }
  const objects = found as { [K in Kind]: ShapeOf<K>[] }
  if (objects.Node.length === 0)
    return fail(`There is no Node among the ${items.length} items; expected the output of ${question}.`)
  if (objects.Node.length > mostNodes)
    return fail(`The cluster has ${objects.Node.length} nodes; expected at most ${mostNodes}.`)
  if (objects.Pod.length > mostPods)
    return fail(`The cluster has ${objects.Pod.length} pods; expected at most ${mostPods}.`)
  return ok(objects)
}

const isKind = (kind: string): kind is Kind => Object.hasOwn(shapes, kind)
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function itemsOf(list: unknown): readonly unknown[] | null {
  if (!isObject(list)) return null
  if (Array.isArray(list.items)) return list.items
  return typeof list.kind === 'string' && isObject(list.metadata) ? [list] : null
}

const kindOf = (item: unknown): string | null => (isObject(item) && typeof item.kind === 'string' ? item.kind : null)

function nameOf(item: unknown): string {
  const metadata = isObject(item) ? item.metadata : undefined
  const name = isObject(metadata) ? metadata.name : undefined
  return typeof name === 'string' ? `'${name.slice(0, 80)}'` : 'without a name'
}
