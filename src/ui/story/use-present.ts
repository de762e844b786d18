import { useMemo } from 'react'
import { mainWait } from '../../sim/story/pending'
import { isComplete, isRead, useLab, useLanguage, type Moment, type WaitView } from '../../store'
import { presentText, sayIn, type Present, type Say, type Words } from '../../words'
import { useWorks } from '../shared/use-works'

const none: readonly Moment[] = []

/** The story at the instant shown. */
export interface ThePresent {
  readonly words: Words
  readonly say: Say
  readonly moments: readonly Moment[]
  /** How many of them have happened; the last of those is the present one. */
  readonly passed: number
  /** Whether more may come: the run is still being simulated. */
  readonly more: boolean
  readonly present: Present
  /** The countdown that ends what does not work. */
  readonly wait: WaitView | null
}

const noWaits: readonly WaitView[] = []

export function usePresent(): ThePresent {
  const words = useLanguage((state) => state.words)
  const moments = useLab((lab) => lab.timeline?.moments ?? none)
  const passed = useLab((lab) => (lab.timeline?.moments ?? none).filter(({ at }) => at <= lab.playhead).length)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? 0)
  const known = useLab((lab) => lab.frame?.works)
  const waiting = useLab((lab) => lab.frame?.waiting ?? noWaits)
  const pills = useWorks()
  const say = useMemo(() => sayIn(words, faultAt), [words, faultAt])
  const moment = moments[passed - 1] ?? null
  // Before anything happened nobody asks until when.
  const wait = useMemo(
    () => (passed === 0 ? null : mainWait(known ?? [], pills, waiting)),
    [passed, known, pills, waiting]
  )
  const read = useLab(isRead)
  const more = useLab((lab) => !isComplete(lab))
  const present = useMemo(
    () => presentText(words, say, read ? moment : 'unread', pills, wait),
    [words, say, read, moment, pills, wait]
  )
  return { words, say, moments, passed, more, wait, present }
}
