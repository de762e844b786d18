import { useMemo } from 'react'
import { useLab } from '../../store'
import { momentsOf, type Moment } from './moments'

const none = [] as const

/** The moments of the branch that is shown, as far as it is simulated. */
export function useMoments(): readonly Moment[] {
  const faults = useLab((lab) => lab.timeline?.faults ?? none)
  const milestones = useLab((lab) => lab.timeline?.milestones ?? none)
  return useMemo(() => momentsOf(faults, milestones), [faults, milestones])
}

/** Such as `+1.10 s`, after the first fault. */
export function afterText(at: number, faultAt: number | null): string {
  const after = (at - (faultAt ?? 0)) / 1_000_000
  const digits = Math.abs(after) < 10 ? 2 : 1
  return `${after < 0 ? '−' : '+'}${Math.abs(after).toFixed(digits)} s`
}
