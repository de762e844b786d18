import { useEffect, useState } from 'react'
import type { DrillHead } from '../../../drills/list'
import { createLive, useLive, type Live, type DrillLine, type DrillView as View } from '../../../live'
import { Cluster } from '../../figure'
import { Button } from '../../shared/Button'
import { tickTask } from '../progress'
import { Clock } from './Clock'
import { DrillTerminal } from './DrillTerminal'
import { Effects } from './Effects'
import { Questions } from './Questions'
import { Tasks } from './Tasks'
import { useDrill } from './use-drill'

/** One drill: its story, the live cluster, a terminal beside it, and what is done so far. */
export function DrillView({ head, page }: { readonly head: DrillHead; readonly page: string }) {
  const [remedy, setRemedy] = useState('')
  const link = head.remedies.find(({ id }) => id === remedy)?.link ?? head.link
  return (
    <article aria-label={head.title}>
      <p className="text-[14px]">
        <a href={`#${page}`} className="text-info hover:underline">
          {page === 'outages' ? 'All outages' : 'All drills'}
        </a>
      </p>
      <h1 className="my-2 text-[26px] leading-8 font-semibold">{head.title}</h1>
      <div className="book-text">
        <p>{head.story}</p>
        {head.source !== '' && <p className="!text-[14px] text-mute">{head.source}</p>}
        {head.simpler.map((text) => (
          <p key={text} className="!text-[14px] text-mute">
            Simpler than it was: {text}
          </p>
        ))}
      </div>
      {remedy !== '' && (
        <p className="mt-3 text-[14px]" role="status">
          Looked at with a remedy: {head.remedies.find(({ id }) => id === remedy)?.text}
        </p>
      )}
      <Run key={link} head={head} link={link} asks={remedy === ''} />
      {head.remedies.length > 0 && <Effects head={head} chosen={remedy} choose={setRemedy} />}
    </article>
  )
}

function Run({ head, link, asks }: { readonly head: DrillHead; readonly link: string; readonly asks: boolean }) {
  const live = useRunOf(link, head.beginsSeconds)
  return live && <Opened head={head} live={live} asks={asks} />
}

function Opened({ head, live, asks }: { readonly head: DrillHead; readonly live: Live; readonly asks: boolean }) {
  const [typed, setTyped] = useState<readonly DrillLine[]>([])
  const [hinted, setHinted] = useState(false)
  const [turn, setTurn] = useState(0)
  const guessing = asks && head.questions.length > 0
  const [looked, setLooked] = useState(!guessing)
  const view = useDrill(live, head, typed, hinted)
  useEffect(() => {
    for (const { id, done } of view?.tasks ?? []) if (done) tickTask(head.id, id)
    if (view && view.reachedSeconds !== null) tickTask(head.id, 'goal')
  }, [view, head])
  const frame = useLive(live, (state) => state.frame)
  const error = useLive(live, (state) => state.error)
  const opening = useLive(live, (state) => state.opening)
  const again = async () => {
    live.pause()
    setTyped([])
    setHinted(false)
    await live.reset()
    live.seek(head.beginsSeconds * 1e6)
    setTurn(turn + 1)
  }
  return (
    <>
      {guessing && (
        <Questions head={head} answers={view?.answers ?? null} looked={looked} look={() => setLooked(true)} />
      )}
      {looked && (
        <div className="mt-5 grid gap-4 min-[1080px]:grid-cols-[minmax(0,1fr)_360px]">
          <div className="grid min-w-0 content-start gap-4">
            <section className="card min-w-0 overflow-hidden p-3" aria-label="The cluster">
              {frame ? <Cluster frame={frame} /> : <p className="p-6 text-mute">{openingText(opening)}</p>}
            </section>
            <DrillTerminal key={turn} live={live} onTyped={(line) => setTyped((lines) => [...lines, line])} />
          </div>
          <div className="grid min-w-0 content-start gap-4">
            <Clock live={live} head={head} view={view} />
            {error !== '' && (
              <p role="alert" className="text-bad">
                {error}
              </p>
            )}
            {view && <Tasks view={view} />}
            <section className="card px-4 py-3" aria-label="Hints">
              <Button aria-expanded={hinted} onClick={() => setHinted(!hinted)}>
                {hinted ? 'Hide the hint' : 'What does the cluster give away?'}
              </Button>
              {hinted && view && <Hints hints={view.hints} />}
            </section>
            <Button onClick={() => void again()}>Begin again</Button>
          </div>
        </div>
      )}
    </>
  )
}

const openingText = (share: number | null): string =>
  share === null ? 'Waiting for the run …' : `Computing ${Math.round(share * 100)} %`

function Hints({ hints }: { readonly hints: View['hints'] }) {
  if (hints.length === 0) return <p className="mt-2 text-mute">Nothing of the cause shows at this instant.</p>
  return (
    <ul className="mt-2 grid gap-3">
      {hints.map(({ see, means, evidence }) => (
        <li key={see} className="min-w-0">
          <p className="text-[13px] leading-[19px] break-words">{evidence}</p>
          {means !== '' && <p className="mt-1 text-[13px] leading-[19px] text-mute">{means}</p>}
          <code className="mt-1 block rounded bg-raised px-2 py-1 text-[12.5px] break-words">{see}</code>
        </li>
      ))}
    </ul>
  )
}

/** A run of its own, from the instant at which the person comes; null before the first effect. */
function useRunOf(link: string, beginsSeconds: number): Live | null {
  const [live, setLive] = useState<Live | null>(null)
  useEffect(() => {
    const made = createLive(link)
    made.wake()
    made.seek(beginsSeconds * 1e6)
    setLive(made)
    return () => made.close()
  }, [link, beginsSeconds])
  return live
}
