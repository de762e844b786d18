import { useMemo } from 'react'
import { isComplete, secondsText, showEntry, useLab, type MilestoneView } from '../../store'
import { usePage } from '../shared/use-page'
import { milestoneTitle } from '../shared/words'
import { textWidth } from './labels'
import { placeMilestones } from './milestone-layout'
import { rowOf, type Row } from './rows'
import type { Scale } from './scale'
import { choose, useTimelineView } from './view'

interface Props {
  readonly milestones: readonly MilestoneView[]
  readonly scale: Scale
  readonly top: number
  readonly rows: number
  readonly rowHeight: number
  readonly lanes: readonly Row[]
  readonly head: number
  readonly scrolled: number
  readonly bottom: number
}

function usePlaced({ milestones, scale, rows }: Pick<Props, 'milestones' | 'scale' | 'rows'>) {
  const t = usePage()
  return useMemo(() => placeMilestones(milestones, scale, rows, textWidth, t), [milestones, scale, rows, t])
}

/** When things happened: simulated (diamond), recorded of real clusters (tick and range), in the document (dotted tick). */
export function MilestoneRows(props: Props) {
  const t = usePage()
  const { scale, top, rowHeight, lanes, head, scrolled, bottom } = props
  const placed = usePlaced(props)
  const chosen = useTimelineView((view) => (view.chosen?.what === 'milestone' ? view.chosen.id : ''))
  // Until there is room for it, it is said there how much is simulated.
  const known = useLab((lab) => {
    if (isComplete(lab)) return true
    const { milestones = [], end = 0 } = lab.timeline ?? {}
    return milestones.length > 0 && scale.toX(end) > scale.left + 200
  })
  if (placed.length === 0 && !known) return null
  if (placed.length === 0)
    return (
      <text x={scale.left + 8} y={top + 12} fill="var(--mute)">
        {t(props.milestones.length === 0 ? 'Nothing has failed yet' : 'No milestone in this stretch')}
      </text>
    )
  return (
    <g>
      <Legend top={top} rowHeight={rowHeight} rows={props.rows} right={scale.left} />
      {placed.map(({ milestone, row, x, label, recorded, document }) => {
        const y = top + row * rowHeight
        const middle = y + rowHeight / 2
        const isChosen = milestone.id === chosen
        const lane = laneOf(lanes, milestone)
        const foot = lane ? Math.max(head, Math.min(bottom, head + lane.y - scrolled)) : head
        return (
          <g key={milestone.id}>
            <path
              d={`M${x} ${middle + 5}V${foot}`}
              stroke="var(--lead)"
              strokeOpacity={isChosen ? 0.9 : 0.45}
              strokeDasharray={isChosen ? undefined : '2 3'}
            />
            {document !== null && (
              <>
                <path d={`M${document} ${middle}H${x}`} stroke="var(--faint)" strokeDasharray="1 3" />
                <path d={`M${document} ${y + 3}v11`} stroke="var(--faint)" strokeWidth={2} strokeDasharray="2 2" />
              </>
            )}
            {recorded && (
              <>
                <path
                  d={`M${recorded.from} ${y + rowHeight - 2}H${recorded.to}`}
                  stroke="var(--info)"
                  strokeOpacity={0.5}
                  strokeWidth={2}
                />
                <path d={`M${recorded.median} ${y + 3}v12`} stroke="var(--info)" strokeWidth={2} />
              </>
            )}
            <path
              d={`M${x} ${middle - 5}l5 5l-5 5l-5 -5z`}
              fill="var(--lead)"
              stroke={isChosen ? 'var(--leadbg)' : 'none'}
              strokeWidth={3}
              paintOrder="stroke"
            />
            {label && (
              <text
                x={label.x - 3}
                y={y + 12}
                textAnchor="end"
                fill="var(--ink)"
                stroke="var(--panel)"
                strokeWidth={4}
                paintOrder="stroke"
              >
                {label.title}
                {label.time !== '' && <tspan fontWeight={600}> {label.time}</tspan>}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}

/** The diamonds as buttons: what a milestone is, and what document and recording say about it. */
MilestoneRows.Buttons = function Buttons(props: Pick<Props, 'milestones' | 'scale' | 'rows' | 'rowHeight' | 'top'>) {
  const t = usePage()
  const placed = usePlaced(props)
  return (
    <div role="group" aria-label={t('Milestones')}>
      {placed.map(({ milestone, row, x }) => (
        <button
          key={milestone.id}
          type="button"
          data-milestone={milestone.id}
          aria-label={t(said(milestone))}
          title={t(said(milestone))}
          className="absolute size-4 rounded hover:bg-lead/20"
          style={{ left: x - 8, top: props.top + row * props.rowHeight }}
          onClick={() => {
            choose({ what: 'milestone', id: milestone.id })
            void showEntry(milestone.entry, milestone.at)
          }}
        />
      ))}
    </div>
  )
}

function said({ id, at, afterFault, documentS, recordedS }: MilestoneView): string {
  const parts = [
    `${milestoneTitle(id)}: simulated ${secondsText((afterFault ?? at) / 1_000_000)}`,
    documentS !== null && `document ${secondsText(documentS)}`,
    recordedS &&
      `recorded ${secondsText(recordedS.median)} (${secondsText(recordedS.min)} to ${secondsText(recordedS.max)})`
  ]
  return parts.filter(Boolean).join(', ')
}

const laneOf = (lanes: readonly Row[], { id, component }: MilestoneView): Row | undefined =>
  /^(pod|container)/.test(id)
    ? rowOf(lanes, 'pods')
    : /^service|^users/.test(id)
      ? rowOf(lanes, 'users')
      : id.startsWith('node')
        ? rowOf(lanes, 'kubelet')
        : rowOf(lanes, component)

function Legend({
  top,
  rowHeight,
  rows,
  right
}: {
  readonly top: number
  readonly rowHeight: number
  readonly rows: number
  readonly right: number
}) {
  const t = usePage()
  if (right < 120) return null
  const texts = ['simulated', 'recorded, range', 'document'].slice(0, rows)
  return (
    <g fill="var(--mute)">
      {texts.map((text, i) => {
        const y = top + i * rowHeight
        return (
          <g key={text}>
            {i === 0 && <path d={`M14 ${y + 3}l5 5l-5 5l-5 -5z`} fill="var(--lead)" />}
            {i === 1 && <path d={`M14 ${y + 2}v12`} stroke="var(--info)" strokeWidth={2} />}
            {i === 2 && <path d={`M14 ${y + 2}v12`} stroke="var(--faint)" strokeWidth={2} strokeDasharray="2 2" />}
            <text x={26} y={y + 12}>
              {t(text)}
            </text>
          </g>
        )
      })}
    </g>
  )
}
