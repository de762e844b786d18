import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useLab, type ChainStep } from '../../store'
import { Arrows } from './Arrows'
import { Flags } from './Flags'
import { LaneNames } from './LaneNames'
import { useMembers } from './members'
import { MilestoneRows } from './MilestoneRows'
import { Notes } from './Notes'
import { Playhead } from './Playhead'
import { usePointer } from './pointer'
import { Ruler } from './Ruler'
import { heightOf, rowsOf } from './rows'
import { RowsDrawn } from './RowsDrawn'
import { scaleOf } from './scale'
import { useTimelineView, useView } from './view'

const rulerHeight = 20
const milestoneRow = 16

/** All lanes over one time axis, which is folded where nothing happens. The pointer puts the playhead anywhere. */
export function Surface({ small, chain }: { readonly small: boolean; readonly chain: readonly ChainStep[] }) {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [scrolled, setScrolled] = useState(0)
  const { window, fold } = useView()
  const lanes = useLab((lab) => lab.timeline?.lanes)
  const tracks = useLab((lab) => lab.timeline?.tracks)
  const milestones = useLab((lab) => lab.timeline?.milestones)
  const expanded = useTimelineView((view) => view.expanded)
  const members = useMembers(expanded)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      setSize({ width: Math.floor(width), height: Math.floor(height) })
    })
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [])

  // `1,003/1,003` beside a name takes more room.
  const isLarge = useLab((lab) => (lab.frame?.machines.length ?? 0) >= 1_000)
  const names = (small ? 92 : 136) + (isLarge ? 36 : 0)
  const { width, height } = size
  const scale = useMemo(
    () => scaleOf({ from: window.from, to: window.to }, names, Math.max(names + 10, width - 10), fold),
    [window.from, window.to, names, width, fold]
  )
  const rows = useMemo(() => rowsOf(lanes ?? [], expanded, members, tracks ?? []), [lanes, expanded, members, tracks])
  // Where there is little room the milestones share fewer rows; an empty one says that nothing has failed.
  const milestoneRows = height < 190 ? 2 : 3
  const head = rulerHeight + milestoneRows * milestoneRow + 2
  const pointer = usePointer(box, { scale, rows, head, scrolled })
  const ready = width > 0 && lanes !== undefined
  return (
    <div ref={box} className="relative min-h-0 flex-1 overflow-hidden select-none" {...pointer}>
      {ready && (
        <>
          <svg data-lanes width={width} height={height} className="absolute inset-0 text-[11px]" aria-hidden>
            <Patterns width={width} height={height} head={head} />
            <Ruler scale={scale} height={height} ruler={rulerHeight} />
            <MilestoneRows
              milestones={milestones ?? []}
              scale={scale}
              top={rulerHeight + 1}
              rows={milestoneRows}
              rowHeight={milestoneRow}
              lanes={rows}
              head={head}
              scrolled={scrolled}
              bottom={height}
            />
            <RowsDrawn rows={rows} scale={scale} head={head} scrolled={scrolled} height={height} chain={chain} />
            <Arrows steps={chain} rows={rows} scale={scale} head={head} scrolled={scrolled} ruler={rulerHeight} />
          </svg>
          <div
            className="absolute inset-x-0 bottom-0 overflow-x-hidden overflow-y-auto"
            style={{ top: head }}
            onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
          >
            <LaneNames rows={rows} width={names} height={heightOf(rows)} />
          </div>
          <Playhead scale={scale} height={height} />
          <MilestoneButtons scale={scale} rows={milestoneRows} top={rulerHeight + 1} />
          <Flags scale={scale} height={height} />
          <Notes scale={scale} top={rulerHeight} />
        </>
      )}
    </div>
  )
}

function MilestoneButtons(props: { scale: ReturnType<typeof scaleOf>; rows: number; top: number }) {
  const milestones = useLab((lab) => lab.timeline?.milestones)
  return <MilestoneRows.Buttons milestones={milestones ?? []} rowHeight={milestoneRow} {...props} />
}

/** What is folded is hatched; lanes end where the milestones begin; arrows have heads. */
function Patterns({ width, height, head }: { readonly width: number; readonly height: number; readonly head: number }) {
  return (
    <defs>
      <pattern id="quiet" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" stroke="var(--line)" strokeWidth="2" />
      </pattern>
      <clipPath id="lanes-only">
        <rect x="0" y={head} width={width} height={Math.max(0, height - head)} />
      </clipPath>
      <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
        <path d="M0 0L8 4L0 8Z" fill="var(--lead)" />
      </marker>
    </defs>
  )
}
