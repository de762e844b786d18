import { lazy, Suspense, useEffect, useState } from 'react'
import { isComplete, sequence, showEntry, useLab, type SequenceView } from '../../store'
import { Button } from '../shared/Button'
import { useRelative } from '../shared/relative-time'
import { Steps } from './Steps'
import { StoredObjects } from './StoredObjects'
import { usePage } from '../shared/use-page'

const Mermaid = lazy(() => import('./Mermaid'))

const modes = [
  { id: 'steps', title: 'Steps' },
  { id: 'messages', title: 'All messages' },
  { id: 'mermaid', title: 'Mermaid' }
] as const
type Mode = (typeof modes)[number]['id']

/** A command of the run as its story: steps recognised among its messages, the others folded under them; and what is in etcd. */
export default function Sequence() {
  const t = usePage()
  const relative = useRelative()
  const [mode, setMode] = useState<Mode>('steps')
  const [root, setRoot] = useState<number | undefined>()
  const view = useSequence(root)
  const entry = useLab((lab) => lab.frame?.entry ?? -1)
  // A command may still come in what is not simulated yet.
  const complete = useLab(isComplete)
  if (!view || (view.root < 0 && !complete)) return <p className="p-4 text-mute">…</p>
  if (view.root < 0)
    return (
      <p className="p-4 text-mute">
        {t(
          'No kubectl command was typed in this run. Open the scenario “kubectl run nginx”, or type one in the terminal.'
        )}
      </p>
    )
  const stops = (mode === 'messages' ? view.messages : view.steps).filter((stop) => stop.entry >= 0)
  const byTime = [...stops].sort((a, b) => a.entry - b.entry)
  const done = byTime.filter((stop) => stop.entry <= entry)
  const go = (stop: (typeof byTime)[number] | undefined) => stop && void showEntry(stop.entry, stop.at)
  const before = byTime.findLast((stop) => stop.entry < (done.at(-1)?.entry ?? -1))
  const next = byTime[done.length]
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1 text-xs">
        <label className="flex min-w-0 items-center gap-1.5">
          <span className="text-mute">{t('Command')}</span>
          <select
            className="field max-w-[64ch] py-0.5"
            value={view.root}
            onChange={(event) => setRoot(Number(event.target.value))}
          >
            {view.roots.map(({ entry, at, text }) => (
              <option key={entry} value={entry}>
                {relative(at)}: {t(text)}
              </option>
            ))}
          </select>
        </label>
        <div role="group" aria-label={t('What is drawn')} className="flex rounded-lg bg-raised p-0.5">
          {modes.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === mode}
              onClick={() => setMode(id)}
              className={`rounded-md px-2 py-0.5 ${id === mode ? 'bg-panel font-medium shadow-card' : 'text-mute hover:text-ink'}`}
            >
              {t(title)}
            </button>
          ))}
        </div>
        <span className="flex gap-1">
          <Button className="!py-0.5" onClick={() => go(before)} disabled={!before}>
            {t('Previous message')}
          </Button>
          <Button className="!py-0.5" onClick={() => go(next)} disabled={!next}>
            {t('Next message')}
          </Button>
        </span>
        <Where view={view} mode={mode} done={done.length} of={byTime.length} entry={done.at(-1)?.entry} />
      </div>
      <div className="flex min-h-0 flex-1">
        {mode === 'mermaid' ? (
          <Suspense fallback={<p className="p-4 text-mute">{t('Loading …')}</p>}>
            <Mermaid text={view.mermaid.steps} />
          </Suspense>
        ) : (
          <Steps view={view} all={mode === 'messages'} current={done.at(-1)?.entry ?? -1} />
        )}
        <StoredObjects />
      </div>
    </div>
  )
}

/** Which stage of how many the instant shown is in, and where the story stops if it does. */
function Where(props: {
  readonly view: SequenceView
  readonly mode: Mode
  readonly done: number
  readonly of: number
  readonly entry: number | undefined
}) {
  const t = usePage()
  const { view, mode, done, of, entry } = props
  const now = view.steps.findLast((candidate) => candidate.entry >= 0 && candidate.entry <= (entry ?? -1))
  // One message may be several steps: a request that arrives is authenticated, one that is stored was admitted.
  const here = view.steps.filter((candidate) => candidate.entry === entry)
  const names = [...new Set((here.length > 0 ? here : now ? [now] : []).map(({ stage }) => stage))]
  const missing = view.steps.find(({ why, aside }) => !aside && why !== '' && why !== 'not reached')
  return (
    <span role="status" className="min-w-0">
      {names.length > 0 ? (
        <>
          <b>
            {t('Stage')} {names.map((name) => view.stages.indexOf(name) + 1).join(` ${t('and')} `)} {t('of')}{' '}
            {view.stages.length}: {names.map(t).join(', ')}
          </b>
          , {t(mode === 'messages' ? 'message' : 'step')} {done} {t('of')} {of}
        </>
      ) : (
        t('Before the command')
      )}
      {missing && view.steps.indexOf(missing) < view.steps.findLastIndex(({ why }) => why === 'not reached') && (
        <span className="text-bad">
          {' '}
          {t('It stops before')} “{t(missing.title)}”.
        </span>
      )}
    </span>
  )
}

/** The story as far as it is simulated. */
function useSequence(root: number | undefined): SequenceView | null {
  const [view, setView] = useState<SequenceView | null>(null)
  const branch = useLab((lab) => lab.timeline?.branch)
  const info = useLab((lab) => lab.info)
  const end = useLab((lab) => Math.floor((lab.timeline?.end ?? 0) / 2_000_000))
  useEffect(() => {
    let current = true
    void sequence(root).then((found) => current && setView(found))
    return () => {
      current = false
    }
  }, [root, branch, info, end])
  return view
}
