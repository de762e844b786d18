import { useEffect, useRef, useState } from 'react'
import type { Figure } from '../../book/types'
import { useLive, useLiveOf, type Live } from '../../live'
import { embedCode } from '../take/embed-code'
import { LiveFigure } from '../figure/LiveFigure'
import { learnAddress } from './address'
import { useChapter } from './chapter-context'
import { OpenInLab } from './LabLink'
import { useGuessed } from './guessed'

/** A figure of the book: it runs while it is in sight, and says nothing as long as somebody is to guess. */
export function FigureBlock({ figure }: { readonly figure: Figure }) {
  const { chapter, numberOf, asked } = useChapter()
  const holder = useRef<HTMLDivElement>(null)
  const live = useLiveOf(chapter.runs[figure.run]!, holder)
  const guessed = useGuessed(figure.id)
  useAskedFault(live, asked?.figure === figure.id ? asked.fault : '', figure.at)
  return (
    <div ref={holder} id={figure.id} className="scroll-mt-16">
      <LiveFigure
        live={live}
        view={figure}
        number={`Fig. ${chapter.number}.${numberOf(figure.id)}`}
        silent={!guessed}
        actions={<Actions live={live} figure={figure} />}
      />
    </div>
  )
}

/** A teacher's link asks for a fault: it happens once, where the figure begins. */
function useAskedFault(live: Live, fault: string, at: number): void {
  const origin = useLive(live, ({ info }) => (info ? (info.faultAt ?? 0) : null))
  const done = useRef('')
  useEffect(() => {
    if (origin === null || fault === '' || done.current === fault) return
    done.current = fault
    live.seek(origin + at * 1e6)
    void live.act(fault).then((refused) => {
      if (refused !== null) live.store.setState({ error: `The link asks for '${fault}': ${refused}` })
    })
  }, [live, origin, fault, at])
}

function Actions({ live, figure }: { readonly live: Live; readonly figure: Figure }) {
  const { chapter } = useChapter()
  const error = useLive(live, (state) => state.error)
  const [said, setSaid] = useState('')
  const copy = async (what: string, text: string) => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid(`${what} is in the clipboard.`)
    } catch {
      setSaid(text)
    }
  }
  const embed = async () => {
    const address = new URL(`embed.html?parts=topology,story,timeline#${await live.here()}`, location.href).href
    await copy('The iframe', embedCode(address, { parts: ['topology', 'story', 'timeline'], controls: true }))
  }
  const share = (fault: string) =>
    copy('The link', new URL(learnAddress(chapter.id, figure.id, fault), location.href).href)
  const [problem, setProblem] = useState('')
  const act = async (fault: string) => {
    setProblem((await live.act(fault)) ?? '')
    await share(fault)
  }
  const action = 'text-info hover:underline'
  return (
    <>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        {figure.faults.map((fault) => (
          <button
            key={fault}
            type="button"
            title="Let it happen at the playhead; the link to it is copied"
            onClick={() => void act(fault)}
            className="numbers rounded-md border border-line bg-panel px-2 py-0.5 hover:bg-raised"
          >
            {fault}
          </button>
        ))}
        <OpenInLab live={live} className={action}>
          Open this moment in the lab
        </OpenInLab>
        <button type="button" className={action} onClick={() => void embed()}>
          Embed this figure
        </button>
        <button type="button" className={action} onClick={() => void share('')}>
          Link
        </button>
      </p>
      <p role="status" className="text-xs [overflow-wrap:anywhere] text-mute">
        {said}
      </p>
      {(problem || error) && (
        <p role="alert" className="text-xs text-bad">
          {problem || error}
        </p>
      )}
    </>
  )
}
