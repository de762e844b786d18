import { useEffect, useState } from 'react'
import { impact, useLab, type ImpactTableView, type ImpactView } from '../../store'

export interface Impact {
  /** The instant that the rows are about. */
  readonly at: number
  /** While it is paused: about the instant shown, and `asking` where that is not answered yet. */
  readonly rows: readonly ImpactView[]
  /** Questions that are still open. */
  readonly open: number
}

/** Asks what works at the instant shown, again and again until every question is answered; while it plays, nothing is asked. */
export function useImpact(): Impact | null {
  const [table, setTable] = useState<ImpactTableView | null>(null)
  const playing = useLab((lab) => lab.playing)
  // Another frame is another instant, or another branch.
  const frame = useLab((lab) => (lab.playing ? null : lab.frame))
  useEffect(() => {
    if (playing || !frame) return
    let wanted = true
    const follow = async () => {
      setTable((before) => before && { ...before, at: frame.now, rows: before.rows.map(open), open: 1 })
      for (let left = 1; left > 0 && wanted;) {
        const answer = await impact()
        if (!answer || !wanted) return
        setTable(answer)
        left = answer.open
      }
    }
    void follow()
    return () => {
      wanted = false
    }
  }, [playing, frame])
  return playing ? answered(table) : table
}

/** While it plays nobody asks on: what was answered before stands, of its instant. */
function answered(table: ImpactTableView | null): Impact | null {
  const rows = table?.rows.filter(({ status }) => status !== 'asking') ?? []
  return table && rows.length > 0 ? { ...table, rows, open: 0 } : null
}

/** What was answered about another instant says nothing about this one. */
const open = (row: ImpactView): ImpactView => ({ ...row, status: 'asking', evidence: 'asking …' })
