import { keysOf, list, map, text, texts, type Part } from '../../api/kinds/parts'
import type { KubeObject } from '../../api/types'
import type { Request } from './context'

/** The scale subresource of a workload. Models pkg/registry/apps/deployment/storage scaleFromDeployment. */
export function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const { replicas, selector: given } = (object.spec ?? {}) as { replicas?: number; selector?: object }
  const selector = selectorText(object.kind === 'ReplicationController' ? { matchLabels: given } : (given ?? {}))
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp })
    },
    spec: { replicas: replicas ?? 0 },
    status: {
      replicas: (object.status as { replicas?: number } | undefined)?.replicas ?? 0,
      ...(selector !== '' && { selector })
    }
  }
}

export const scaleIfAsked = (request: Request, object: KubeObject): KubeObject =>
  request.subresource === 'scale' ? scaleOf(object) : object

/** A selector as one text, in the order of its keys. Models metav1.LabelSelectorAsSelector and labels.Selector.String. */
function selectorText(value: object): string {
  const { matchLabels, matchExpressions }: Part = { ...value }
  const labels = keysOf(matchLabels).map((key) => ({ key, text: `${key}=${map(matchLabels)[key]}` }))
  const others = list(matchExpressions).map(({ key, operator, values }) => {
    const name = text(key)
    const set = `(${texts(values).toSorted().join(',')})`
    const words: Readonly<Record<string, string>> = {
      In: `${name} in ${set}`,
      NotIn: `${name} notin ${set}`,
      Exists: name,
      DoesNotExist: `!${name}`
    }
    return { key: name, text: words[text(operator)] ?? '' }
  })
  return [...labels, ...others]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((one) => one.text)
    .join(',')
}
