import { create } from 'zustand'
import type { PillId } from '../../store'

/** The row of the impact table in which a pill's evidence stands. */
export const rowOfPill: Readonly<Record<PillId, string>> = {
  users: 'services',
  reads: 'api-requests',
  writes: 'etcd-quorum',
  'new-pods': 'new-deployments',
  scaling: 'scaling',
  healing: 'self-healing',
  restarts: 'pod-restart',
  rescheduling: 'pod-rescheduling'
}

/** Which row the person asked for last; the table shows it, and forgets it. */
export const useEvidence = create<{ readonly row: string | null }>()(() => ({ row: null }))
export const showEvidence = (pill: PillId): void => useEvidence.setState({ row: rowOfPill[pill] })
