import type { KubeObject } from '../../../api/types'
import type { Admission } from './admission'

/** Taints a kubelet's new Node until its conditions are known. Models plugin/pkg/admission/nodetaint. */
export function taintNew({ kind, operation, request, object: node }: Admission): KubeObject | null {
  if (kind.plural !== 'nodes' || operation !== 'CREATE' || !node) return null
  // Nodes that are there from the beginning of a run are known.
  if (!request.user.startsWith('system:node:') && !request.wire) return null
  const key = 'node.kubernetes.io/not-ready'
  const { taints = [], ...spec } = (node.spec ?? {}) as { taints?: { key: string; effect: string }[] }
  if (taints.some((taint) => taint.key === key && taint.effect === 'NoSchedule')) return null
  return { ...node, spec: { ...spec, taints: [...taints, { key, effect: 'NoSchedule' }] } }
}
