import { useEffect, useRef, useState } from 'react'
import { diagrams } from 'virtual:book'
import type { Block, Diagram } from '../../book/types'
import { isReadUpTo, useLive, useLiveOf } from '../../live'
import { litOf, type Lit, type LitBy, type LitSubject } from '../figure/lit'
import { usePills } from '../figure/use-rest'
import { afterText } from '../figure/WhyHere'
import { fitting } from '../topology/text-fit'
import { useFigureOf } from './chapter-context'

/** A drawing of the document whose boxes say whether they are true at the playhead. */
export default function DiagramBlock({ block }: { readonly block: Extract<Block, { type: 'diagram' }> }) {
  const holder = useRef<HTMLDivElement>(null)
  const { link } = useFigureOf(block.figure)
  const live = useLiveOf(link, holder)
  const diagram = useDiagram(block.id)
  const [really, setReally] = useState(false)
  const frame = useLive(live, (state) => state.frame)
  const timeline = useLive(live, (state) => state.timeline)
  const faultAt = useLive(live, ({ info }) => info?.faultAt ?? 0)
  const read = useLive(live, (state) => isReadUpTo(state, state.frame?.now ?? 0))
  const pills = usePills(live, diagram?.nodes.some(({ of }) => of?.type === 'works') ?? false)
  const by: LitBy | null = frame && timeline && read ? { frame, timeline, pills, faultAt } : null
  return (
    <figure
      ref={holder}
      className="card min-w-0 px-3 py-2.5"
      aria-label={diagram?.title ?? 'A drawing of the document'}
    >
      {diagram ? (
        <Drawing diagram={diagram} by={by} really={really} />
      ) : (
        <p className="text-mute">Opening the drawing …</p>
      )}
      <figcaption className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-mute">
        <span>
          {diagram?.title}
          {frame && `, at ${afterText(frame.now, faultAt)}`}
        </span>
        <Key />
        {diagram?.edges.some((edge) => edge.really !== 'same') && (
          <span className="ml-auto inline-flex rounded-lg bg-raised p-[3px]">
            {[false, true].map((as) => (
              <button
                key={String(as)}
                type="button"
                aria-pressed={really === as}
                onClick={() => setReally(as)}
                className={`rounded-md px-3 py-0.5 ${really === as ? 'bg-panel font-medium text-ink shadow-card' : ''}`}
              >
                {as ? 'as it is' : 'as drawn'}
              </button>
            ))}
          </span>
        )}
      </figcaption>
    </figure>
  )
}

function useDiagram(id: string): Diagram | null {
  const [diagram, setDiagram] = useState<Diagram | null>(null)
  useEffect(() => {
    let wanted = true
    void diagrams[id]!().then(({ default: loaded }) => wanted && setDiagram(loaded))
    return () => {
      wanted = false
    }
  }, [id])
  return diagram
}

const looks: Readonly<Record<Lit['state'], { readonly fill: string; readonly ink: string; readonly dash?: string }>> = {
  true: { fill: 'var(--okbg)', ink: 'var(--ok)' },
  leads: { fill: 'var(--leadbg)', ink: 'var(--lead)' },
  believes: { fill: 'var(--warnbg)', ink: 'var(--warn)' },
  waits: { fill: 'var(--panel)', ink: 'var(--mute)', dash: '4 3' },
  gone: { fill: 'var(--badbg)', ink: 'var(--bad)', dash: '2 2' },
  unknown: { fill: 'var(--panel)', ink: 'var(--mute)' }
}

function Key() {
  const rows = [
    ['true', 'true now'],
    ['believes', 'believes something false, or limps'],
    ['waits', 'not yet'],
    ['gone', 'gone']
  ] as const
  return rows.map(([state, title]) => (
    <span key={state} className="inline-flex items-center gap-1.5">
      <svg aria-hidden width={16} height={11}>
        <rect
          x={0.75}
          y={0.75}
          width={14.5}
          height={9.5}
          rx={3}
          fill={looks[state].fill}
          stroke={looks[state].ink}
          strokeWidth={1.5}
          strokeDasharray={looks[state].dash}
        />
      </svg>
      {title}
    </span>
  ))
}

function Drawing({
  diagram,
  by,
  really
}: {
  readonly diagram: Diagram
  readonly by: LitBy | null
  readonly really: boolean
}) {
  const { width, height, groups, nodes, edges } = diagram
  const lit = (subject: LitSubject | null): Lit => (subject && by ? litOf(subject, by) : { state: 'unknown', text: '' })
  const states = nodes.map((node) => ({ node, of: lit(node.of) }))
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="The drawing; it may be wider than the page">
      <svg
        viewBox={`-2 -2 ${width + 4} ${height + 4}`}
        role="img"
        aria-label={states.map(({ node, of }) => `${node.text}${of.text === '' ? '' : `: ${of.text}`}`).join('; ')}
        className="mx-auto block h-auto w-full [font-family:var(--font-sans)]"
        style={{ maxWidth: width, minWidth: Math.min(width, Math.max(320, width * 0.8)) }}
      >
        <defs>
          <marker
            id={`tip-${diagram.id}`}
            viewBox="0 0 8 8"
            refX={7}
            refY={4}
            markerWidth={7}
            markerHeight={7}
            orient="auto-start-reverse"
          >
            <path d="M0 .8L7 4 0 7.2z" fill="var(--faint)" />
          </marker>
        </defs>
        {groups.map((group) => (
          <g key={group.text}>
            <rect
              x={group.x}
              y={group.y}
              width={group.w}
              height={group.h}
              rx={10}
              fill="none"
              stroke="var(--line2)"
              strokeDasharray="2 3"
            />
            <text x={group.x + 9} y={group.y + 15} fontSize={11} fill="var(--faint)">
              {group.text}
            </text>
          </g>
        ))}
        {edges.map((edge, i) => {
          if (edge.really === 'added' && !really) return null
          if (edge.really === 'absent' && really) return null
          const of = lit(edge.of)
          const turned = edge.really === 'reversed' && really
          const path = `M${edge.points.map(({ x, y }) => `${x} ${y}`).join('L')}`
          const tip = `url(#tip-${diagram.id})`
          const middle = edge.points[Math.floor(edge.points.length / 2)]!
          return (
            <g key={i}>
              <path
                d={path}
                fill="none"
                stroke={
                  of.state === 'gone'
                    ? 'var(--bad)'
                    : edge.really === 'added' || turned
                      ? 'var(--info)'
                      : 'var(--faint)'
                }
                strokeWidth={1.4}
                strokeDasharray={of.state === 'gone' ? '3 3' : undefined}
                markerEnd={turned ? undefined : tip}
                markerStart={turned ? tip : undefined}
              />
              {edge.text !== '' && (
                <text
                  x={middle.x}
                  y={middle.y - 4}
                  fontSize={10.5}
                  fill="var(--mute)"
                  textAnchor="middle"
                  stroke="var(--panel)"
                  strokeWidth={3}
                  paintOrder="stroke"
                >
                  {edge.text}
                </text>
              )}
            </g>
          )
        })}
        {states.map(({ node, of }) => {
          if (node.leftOut && !really && of.state === 'unknown') return null
          const { fill, ink, dash } = looks[of.state]
          const said = fitting([of.text, of.text.split(/[:,]/)[0]!], node.w - 8, '400 11px Inter, sans-serif')
          return (
            <g key={node.id} data-lit={of.state}>
              <rect
                x={node.x}
                y={node.y}
                width={node.w}
                height={node.h}
                rx={5}
                fill={fill}
                stroke={ink}
                strokeWidth={1.5}
                strokeDasharray={node.leftOut ? '1 3' : dash}
              />
              <text
                x={node.x + node.w / 2}
                y={node.y + (said === '' ? node.h / 2 + 4 : node.h / 2 - 3)}
                fontSize={12}
                fontWeight={600}
                textAnchor="middle"
                fill={of.state === 'unknown' ? 'var(--ink)' : ink}
              >
                {node.text}
              </text>
              {said !== '' && (
                <text x={node.x + node.w / 2} y={node.y + node.h / 2 + 12} fontSize={11} textAnchor="middle" fill={ink}>
                  {said}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}
