import { useMemo } from 'react'
import { useLab, useLanguage } from '../../store'
import { sayIn } from '../../words'
import { linesOf, type MomentLine } from './moments'

const none = [] as const

/** The moments of the branch that is shown, as far as it is simulated. */
export function useMoments(): readonly MomentLine[] {
  const words = useLanguage((state) => state.words)
  const moments = useLab((lab) => lab.timeline?.moments ?? none)
  const milestones = useLab((lab) => lab.timeline?.milestones ?? none)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? 0)
  return useMemo(
    () => linesOf(moments, milestones, words, sayIn(words, faultAt)),
    [moments, milestones, words, faultAt]
  )
}

/** Such as `+1.10 s`, after the first fault. */
export function afterText(at: number, faultAt: number | null): string {
  const after = (at - (faultAt ?? 0)) / 1_000_000
  const digits = Math.abs(after) < 10 ? 2 : 1
  return `${after < 0 ? '−' : '+'}${Math.abs(after).toFixed(digits)} s`
}
