import { useEffect, useRef, useState } from 'react'
import type { Diagram } from '../../book/types'
import { claimed, lineOf, litOf, type Lit, type LitBy, type LitSubject } from '../figure/lit'
import { fitting } from '../topology/text-fit'

export const looks: Readonly<
  Record<Lit['state'], { readonly fill: string; readonly ink: string; readonly line: string; readonly dash?: string }>
> = {
  true: { fill: 'var(--okbg)', ink: 'var(--ok)', line: 'var(--ok)' },
  leads: { fill: 'var(--leadbg)', ink: 'var(--lead)', line: 'var(--ok)' },
  believes: { fill: 'var(--warnbg)', ink: 'var(--warn)', line: 'var(--warn)' },
  waits: { fill: 'var(--panel)', ink: 'var(--mute)', line: 'var(--faint)', dash: '4 3' },
  gone: { fill: 'var(--badbg)', ink: 'var(--bad)', line: 'var(--bad)', dash: '3 3' },
  otherwise: { fill: 'var(--panel)', ink: 'var(--warn)', line: 'var(--faint)', dash: '7 2 1 2' },
  unknown: { fill: 'var(--panel)', ink: 'var(--mute)', line: 'var(--faint)' }
}
const lineStates: Readonly<Record<Lit['state'], string>> = {
  true: 'alive',
  leads: 'alive',
  believes: 'one end limps',
  waits: 'not yet',
  gone: 'dead',
  otherwise: '',
  unknown: ''
}
const nothing: Lit = { state: 'unknown', text: '' }
/** From this width on the layout for a column of text is drawn. */
const wideFrom = 430

/** A drawing at an instant: boxes and lines as they are then, the lines as the document has them or as they really are. */
export function Drawing({
  diagram,
  by,
  really
}: {
  readonly diagram: Diagram
  readonly by: LitBy | null
  readonly really: boolean
}) {
  const holder = useRef<HTMLDivElement>(null)
  const [wide, setWide] = useState(true)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWide(entry!.contentRect.width >= wideFrom))
    observer.observe(holder.current!)
    return () => observer.disconnect()
  }, [])
  const { nodes, edges } = diagram
  const { width, height, groups, boxes, lines } = wide ? diagram.wide : diagram.narrow
  const lit = (subject: LitSubject | null): Lit => (subject && by ? litOf(subject, by) : nothing)
  const states = new Map(nodes.map((node) => [node.id, claimed(lit(node.of), node.claims)]))
  const shown = edges.flatMap((edge, i) => {
    if (edge.really === 'added' ? !really : edge.really === 'absent' && really) return []
    const ends = [edge.from, edge.to].map((id) => nodes.find((node) => node.id === id)!)
    if (!really && ends.some((node) => node.leftOut && states.get(node.id)!.state === 'unknown')) return []
    const turned = edge.really === 'reversed' && really
    // Drawn by the document, though nothing goes there: it is never alive.
    const state = lineOf(edge.of ? lit(edge.of) : null, states.get(edge.from)!, states.get(edge.to)!)
    const isNothing = edge.really === 'absent' && state !== 'gone' && state !== 'waits'
    return [{ edge, turned, state: isNothing ? ('unknown' as const) : state, points: lines[i]! }]
  })
  const said = [
    ...nodes.map((node) => {
      const { text } = states.get(node.id)!
      return `${node.says === '' ? '' : `${node.says} `}${node.text}${text === '' ? '' : `: ${text}`}`
    }),
    ...shown
      .filter(({ state }) => state === 'gone')
      .map(({ edge }) => `from ${nameOf(diagram, edge.from)} to ${nameOf(diagram, edge.to)}: dead`)
  ]
  return (
    <div ref={holder}>
      <svg
        viewBox={`-2 -2 ${width + 4} ${height + 4}`}
        role="img"
        aria-label={said.join('; ')}
        className="mx-auto block h-auto w-full [font-family:var(--font-sans)]"
        style={{ maxWidth: width * 1.1 }}
      >
        {groups.map((group) => (
          <rect
            key={group.text}
            x={group.x}
            y={group.y}
            width={group.w}
            height={group.h}
            rx={10}
            fill="none"
            stroke="var(--line2)"
            strokeDasharray="2 3"
          />
        ))}
        {shown.map(({ edge, turned, state, points }) => {
          const colour =
            edge.really === 'added' || turned ? (state === 'gone' ? 'var(--bad)' : 'var(--info)') : looks[state].line
          const path = turned ? [...points].reverse() : points
          const ends = `${nameOf(diagram, edge.from)}, ${nameOf(diagram, edge.to)}`
          return (
            <g key={`${edge.from} ${edge.to} ${edge.text}`} data-line={state}>
              <title>{lineStates[state] === '' ? ends : `${ends}: ${lineStates[state]}`}</title>
              <path
                d={`M${path.map(({ x, y }) => `${x} ${y}`).join('L')}`}
                fill="none"
                stroke={colour}
                strokeWidth={state === 'gone' ? 1.8 : 1.5}
                strokeLinejoin="round"
                strokeDasharray={looks[state].dash}
              />
              <Tip points={path} colour={colour} />
            </g>
          )
        })}
        {nodes.map((node, i) => {
          const of = states.get(node.id)!
          if (node.leftOut && !really && of.state === 'unknown') return null
          const { x, y, w, h } = boxes[i]!
          const { fill, ink, dash } = looks[of.state]
          const text = fitting([of.text, of.text.split(/[:,]/)[0]!], w - 6, '400 11px Inter, sans-serif')
          return (
            <g key={node.id} data-lit={of.state}>
              {node.says !== '' && (
                <text x={x - 8} y={y + h / 2 + 4} fontSize={11} textAnchor="end" fill="var(--mute)" fontStyle="italic">
                  {node.says}
                </text>
              )}
              <rect
                x={x}
                y={y}
                width={w}
                height={h}
                rx={5}
                fill={fill}
                stroke={ink}
                strokeWidth={1.5}
                strokeDasharray={node.leftOut ? '1 3' : dash}
              />
              <text
                x={x + w / 2}
                y={y + (text === '' ? h / 2 + 4 : h / 2 - 3)}
                fontSize={w < 100 && node.text.length > 13 ? 11 : 12}
                fontWeight={600}
                textAnchor="middle"
                fill={of.state === 'unknown' ? 'var(--ink)' : ink}
              >
                {node.text}
              </text>
              {text !== '' && (
                <text x={x + w / 2} y={y + h / 2 + 12} fontSize={11} textAnchor="middle" fill={ink}>
                  {text}
                </text>
              )}
            </g>
          )
        })}
        {groups.map((group) => (
          <text
            key={group.text}
            x={group.x + 9}
            y={group.y + 15}
            fontSize={11}
            fill="var(--faint)"
            stroke="var(--panel)"
            strokeWidth={4}
            paintOrder="stroke"
          >
            {group.text}
          </text>
        ))}
        {shown.map(({ edge, points }) => {
          if (edge.text === '') return null
          const { x, y } = middleOf(points)
          return (
            <text
              key={`${edge.from} ${edge.to} ${edge.text}`}
              x={x}
              y={y + 3.5}
              fontSize={10.5}
              fill="var(--mute)"
              textAnchor="middle"
              stroke="var(--panel)"
              strokeWidth={4}
              paintOrder="stroke"
            >
              {edge.text}
            </text>
          )
        })}
      </svg>
    </div>
  )
}

const nameOf = ({ nodes }: Diagram, id: string): string => nodes.find((node) => node.id === id)!.text

type Points = Diagram['wide']['lines'][number]

/** Half way along the longest piece of a line. */
function middleOf(points: Points): { readonly x: number; readonly y: number } {
  const pieces = points.slice(1).map((to, i) => {
    const from = points[i]!
    return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, length: (to.x - from.x) ** 2 + (to.y - from.y) ** 2 }
  })
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest))
}

function Tip({ points, colour }: { readonly points: Points; readonly colour: string }) {
  const [from, to] = [points.at(-2)!, points.at(-1)!]
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI
  return <path d="M-7 -3.6L0 0L-7 3.6z" fill={colour} transform={`translate(${to.x} ${to.y}) rotate(${angle})`} />
}
