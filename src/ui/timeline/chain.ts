import { useEffect, useState } from 'react'
import { chainOf, useLab, type ChainStep, type LaneSpan } from '../../store'
import { useTimelineView } from './view'

const none: readonly ChainStep[] = []

/** The span that is chosen, and its lane's title. */
export function useChosenSpan(): { readonly span: LaneSpan; readonly lane: string } | null {
  const chosen = useTimelineView((view) => view.chosen)
  const lanes = useLab((lab) => lab.timeline?.lanes)
  if (chosen?.what !== 'span') return null
  const lane = lanes?.find(({ id }) => id === chosen.lane)
  const span = lane?.spans.find(({ from }) => from === chosen.from)
  return lane && span ? { span, lane: lane.title } : null
}

/** The chain of causes of the span or milestone that is chosen, the fault first. */
export function useChain(): readonly ChainStep[] {
  const [found, setFound] = useState<{ readonly entry: number; readonly steps: readonly ChainStep[] }>()
  const entry = useChosenEntry()
  const branch = useLab((lab) => lab.timeline?.branch)
  useEffect(() => {
    if (entry < 0) return
    let current = true
    void chainOf(entry).then((steps) => current && setFound({ entry, steps }))
    return () => {
      current = false
    }
  }, [entry, branch])
  return found && found.entry === entry ? found.steps : none
}

function useChosenEntry(): number {
  const chosen = useTimelineView((view) => view.chosen)
  const span = useChosenSpan()
  const milestones = useLab((lab) => lab.timeline?.milestones)
  if (span) return span.span.entry
  if (chosen?.what !== 'milestone') return -1
  return milestones?.find(({ id }) => id === chosen.id)?.entry ?? -1
}
