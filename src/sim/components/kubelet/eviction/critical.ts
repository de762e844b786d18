import type { Pod } from '../../../api/types'

/** Static pods and those of the system's priorities are not evicted. Models types.IsCriticalPod. */
export const isCritical = ({ metadata, spec }: Pod): boolean =>
  metadata.annotations?.['kubernetes.io/config.source'] === 'file' || (spec.priority ?? 0) >= 2_000_000_000
