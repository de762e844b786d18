import type { Node } from '../../api/types'

export const toBeDeleted = 'ToBeDeletedByClusterAutoscaler'
export const candidate = 'DeletionCandidateOfClusterAutoscaler'

export const hasTaint = ({ spec }: Node, key: string): boolean => (spec.taints ?? []).some((taint) => taint.key === key)

export const isReady = ({ status }: Node): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false

type Taint = NonNullable<Node['spec']['taints']>[number]

/** The patch that leaves a node with these taints besides its others. The list is one field: whoever changes it writes it whole. */
export const taintPatch = ({ metadata, spec }: Node, without: string, more: readonly Taint[]): object => ({
  metadata: { resourceVersion: metadata.resourceVersion },
  spec: { taints: [...(spec.taints ?? []).filter(({ key }) => key !== without), ...more] }
})
