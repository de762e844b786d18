import { toSeconds, type Micros } from '../../base/time'
import { useLab } from '../../store'

/** How instants are said beside the picture: `+1.105 s` after the first fault; before it, or without one, `3.2 s` of the run. */
export function relativeText(at: Micros, faultAt: Micros | null): string {
  if (faultAt !== null && at >= faultAt) return `+${toSeconds(at - faultAt).toFixed(3)} s`
  return `${toSeconds(at).toFixed(3)} s`
}

export function useRelative(): (at: Micros) => string {
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  return (at) => relativeText(at, faultAt)
}
