import type { KubeObject, Pod, Toleration } from '../../../api/types'
import type { ApiServer } from '../context'
import type { Admission } from './admission'

/** Models plugin/pkg/admission/defaulttolerationseconds: only what the pod does not tolerate already. */
function tolerations(server: ApiServer, given: readonly Toleration[]): Toleration[] {
  const { notReadySeconds, unreachableSeconds } = server.settings
  const tolerates = (key: string) =>
    given.some((t) => (t.key === key || !t.key) && (t.effect === 'NoExecute' || !t.effect))
  const added: Toleration[] = []
  const add = (key: string, tolerationSeconds: number) => {
    if (!tolerates(key)) added.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds })
  }
  add('node.kubernetes.io/not-ready', notReadySeconds)
  add('node.kubernetes.io/unreachable', unreachableSeconds)
  return [...given, ...added]
}

export function tolerate({ server, kind, operation, request, object }: Admission): KubeObject | null {
  if (kind.plural !== 'pods' || operation === 'DELETE' || request.subresource || !object) return null
  const pod = object as Pod
  const given = pod.spec.tolerations ?? []
  const all = tolerations(server, given)
  if (operation === 'UPDATE' && all.length === given.length) return null
  return { ...pod, spec: { ...pod.spec, tolerations: all } } as KubeObject
}
