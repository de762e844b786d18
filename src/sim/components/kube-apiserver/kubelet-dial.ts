import type { ApiServer } from './context'

/** A kubelet is being connected to, for the request of this number. */
export interface DialRef {
  readonly kind: 'kubelet'
  readonly id: number
}

export const isDial = (ref: unknown): ref is DialRef => (ref as DialRef | undefined)?.kind === 'kubelet'

/** Whether any kubelet is asked something. */
export const asksKubelets = ({ pending }: ApiServer): boolean => {
  for (const { kind } of pending.values()) if (kind === 'proxy') return true
  return false
}
