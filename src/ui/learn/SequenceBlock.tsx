import { useEffect, useRef, useState } from 'react'
import type { Block } from '../../book/types'
import { useLive, useLiveOf } from '../../live'
import type { SequenceView } from '../../sim/view/types'
import { afterText } from '../figure/WhyHere'
import { useFigureOf } from './chapter-context'
import { useGuessed } from './guessed'

type Step = SequenceView['steps'][number]

/** The document's sequence of a command: each message with the instant at which this run sent it, lit once it was. */
export default function SequenceBlock({ block }: { readonly block: Extract<Block, { type: 'sequence' }> }) {
  const holder = useRef<HTMLDivElement>(null)
  const { figure, link } = useFigureOf(block.figure)
  const guessed = useGuessed(figure?.id ?? '')
  const live = useLiveOf(link, holder)
  const now = useLive(live, ({ frame }) => frame?.now ?? 0)
  const origin = useLive(live, ({ info }) => info?.faultAt ?? 0)
  const revision = useLive(
    live,
    (state) => `${state.revision?.run} ${state.revision?.branch} ${state.timeline?.end ?? 0}`
  )
  const [view, setView] = useState<SequenceView | null>(null)
  useEffect(() => {
    if (live.store.getState().frame === null) return
    let wanted = true
    const timer = setTimeout(() => {
      void live.ask('sequence', {}).then((answer) => wanted && answer && setView(answer))
    }, 200)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [live, revision])
  const begin = view?.roots.find(({ entry }) => entry === view.root)?.at ?? 0
  return (
    <div ref={holder} className="card min-w-0 overflow-hidden">
      <p className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-3.5 py-2 text-xs text-mute">
        <b className="text-[13px] font-semibold text-ink">The document's sequence</b>
        <span>at {afterText(now, origin)}; times after Enter</span>
      </p>
      {view && view.steps.length > 0 ? (
        <ol aria-label="Messages of the document's sequence" className="text-[12.5px] leading-[18px]">
          {view.steps.map((step, i) => (
            <Message
              key={step.id}
              step={step}
              stage={step.stage === view.steps[i - 1]?.stage ? '' : step.stage}
              sent={step.why === '' && step.at <= now}
              begin={begin}
              told={guessed}
              seek={() => live.seek(step.at)}
            />
          ))}
        </ol>
      ) : (
        <p className="px-3.5 py-6 text-mute">
          {view ? 'Nobody has typed a command in this run.' : 'The messages are being read …'}
        </p>
      )}
    </div>
  )
}

function Message({
  step,
  stage,
  sent,
  begin,
  told,
  seek
}: {
  readonly step: Step
  readonly stage: string
  readonly sent: boolean
  readonly begin: number
  readonly told: boolean
  readonly seek: () => void
}) {
  const missing = step.why !== ''
  const state = missing ? 'not sent' : sent ? 'sent' : 'not yet'
  const look = missing ? 'bg-badbg text-bad' : sent ? 'bg-okbg text-ok' : 'border border-dashed border-line text-mute'
  return (
    <li className="border-b border-line last:border-0">
      {stage !== '' && <p className="bg-raised px-3.5 py-0.5 text-[11px] font-medium text-mute">{stage}</p>}
      <button
        type="button"
        disabled={missing}
        title={missing ? step.why : 'Show this instant'}
        onClick={seek}
        className="grid w-full grid-cols-[26px_minmax(0,1fr)_auto] items-baseline gap-x-2 px-3.5 py-1 text-left enabled:hover:bg-raised"
      >
        <span className="numbers text-[11px] text-faint" title="Its number in the document">
          {step.document === 0 ? <span className="sr-only">not drawn by the document</span> : step.document}
        </span>
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <b className="font-medium">{step.from}</b>{' '}
          {step.from === step.to ? (
            ''
          ) : (
            <>
              → <b className="font-medium">{step.to}</b>
            </>
          )}{' '}
          <span className="text-mute">{step.title}</span>
          {sent && step.label !== step.title && <span className="block text-[11.5px] text-faint">{step.label}</span>}
          {missing && told && <span className="block text-[11.5px] text-bad">{step.why}</span>}
        </span>
        <span className={`rounded-full px-2 text-[11px] font-medium whitespace-nowrap ${look}`}>
          {sent ? `+${((step.at - begin) / 1_000).toFixed(1)} ms` : state}
        </span>
      </button>
    </li>
  )
}
