import { lazy, Suspense, useRef, useState } from 'react'
import type { Figure } from '../../book/types'
import { useLive, useLiveOf, type Live } from '../../live'
import { LiveFigure } from '../figure/LiveFigure'
import { useAskedFault } from '../figure/use-asked-fault'
import { useChapter } from './chapter-context'
import { useGuessed } from './guessed'
import { OpenInLab } from './LabLink'

const ShareFigure = lazy(() => import('./ShareFigure'))

/** A figure of the book: it runs while it is in sight, and says nothing as long as somebody is to guess. */
export function FigureBlock({ figure }: { readonly figure: Figure }) {
  const { chapter, numberOf, asked } = useChapter()
  const holder = useRef<HTMLDivElement>(null)
  const live = useLiveOf(chapter.runs[figure.run]!, holder)
  const guessed = useGuessed(figure.id)
  const mine = asked?.figure === figure.id ? asked : null
  useAskedFault(live, mine?.fault ?? '', mine ? (mine.at ?? (mine.fault === '' ? null : figure.at)) : null)
  return (
    <div ref={holder} id={figure.id} data-stop className="scroll-mt-16">
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

function Actions({ live, figure }: { readonly live: Live; readonly figure: Figure }) {
  const error = useLive(live, (state) => state.error)
  const [sharing, setSharing] = useState(false)
  const [problem, setProblem] = useState('')
  const act = async (fault: string) => setProblem((await live.act(fault)) ?? '')
  const action = 'text-info hover:underline'
  return (
    <>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        {figure.faults.map((fault) => (
          <button
            key={fault}
            type="button"
            title="Let it happen at the playhead"
            onClick={() => void act(fault)}
            className="numbers rounded-md border border-line bg-panel px-2 py-0.5 hover:bg-raised"
          >
            {fault}
          </button>
        ))}
        <OpenInLab live={live} className={action}>
          Open this moment in the lab
        </OpenInLab>
        <button type="button" aria-expanded={sharing} className={action} onClick={() => setSharing(!sharing)}>
          Share or embed
        </button>
        <Profile live={live} tell={setProblem} />
      </p>
      {sharing && (
        <Suspense>
          <ShareFigure live={live} figure={figure} />
        </Suspense>
      )}
      {(problem || error) && (
        <p role="alert" className="text-xs text-bad">
          {problem || error}
        </p>
      )}
    </>
  )
}

/** The same story with the settings of another profile: the run begins anew with them. */
function Profile({ live, tell }: { readonly live: Live; readonly tell: (problem: string) => void }) {
  const info = useLive(live, (state) => state.info)
  if (!info) return null
  const change = async (profile: string) => tell((await live.configure({ profile })) ?? '')
  return (
    <label className="ml-auto inline-flex items-center gap-1.5 text-mute">
      Settings
      <select
        value={info.profile}
        title={info.profiles.find(({ id }) => id === info.profile)?.summary}
        onChange={(event) => void change(event.target.value)}
        className="max-w-[190px] rounded-md border border-line bg-panel px-1 py-0.5 text-ink"
      >
        {info.profiles.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
