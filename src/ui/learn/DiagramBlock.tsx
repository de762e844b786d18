import { useEffect, useRef, useState } from 'react'
import { diagrams } from 'virtual:book'
import type { Block, Diagram } from '../../book/types'
import { isReadUpTo, useLive, useLiveOf } from '../../live'
import type { LitBy } from '../figure/lit'
import { usePills } from '../figure/use-rest'
import { afterText } from '../figure/WhyHere'
import { useFigureOf } from './chapter-context'
import { Drawing, looks } from './Drawing'
import { useGuessed } from './guessed'

/** A drawing of the document whose boxes say whether they are true at the playhead. */
export default function DiagramBlock({ block }: { readonly block: Extract<Block, { type: 'diagram' }> }) {
  const holder = useRef<HTMLDivElement>(null)
  const { figure, link } = useFigureOf(block.figure)
  const guessed = useGuessed(figure?.id ?? '')
  const live = useLiveOf(link, holder)
  const diagram = useDiagram(block.id)
  const [really, setReally] = useState(false)
  const frame = useLive(live, (state) => state.frame)
  const timeline = useLive(live, (state) => state.timeline)
  const faultAt = useLive(live, ({ info }) => info?.faultAt ?? 0)
  const read = useLive(live, (state) => isReadUpTo(state, state.frame?.now ?? 0))
  const pills = usePills(live, diagram?.nodes.some(({ of }) => of?.type === 'works') ?? false)
  const by: LitBy | null = frame && timeline && read ? { frame, timeline, pills, faultAt, untold: !guessed } : null
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
          {diagram?.nodes.some(({ says }) => says !== '') && "; the document's times stand beside"}
        </span>
        <Key claims={diagram?.nodes.some(({ claims }) => claims !== '') ?? false} />
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

function Key({ claims }: { readonly claims: boolean }) {
  const rows = [
    ['true', 'true now'],
    ['believes', 'believes something false, or limps'],
    ['waits', 'not yet'],
    ['gone', 'gone'],
    ...(claims ? ([['otherwise', 'claimed, but otherwise here']] as const) : [])
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
