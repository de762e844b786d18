import { lazy, Suspense, useEffect } from 'react'
import { useAnswers, answerParts } from './answers'
import { DecideBar } from './DecideBar'
import { useKept } from './kept'
import { Loading, Place, Shown } from './Place'
import { keepFocus } from '../shared/keep-focus'

const Twins = lazy(() => import('./twins/Twins'))
const Year = lazy(() => import('./year/Year'))
const Roi = lazy(() => import('./roi/Roi'))
const Advisor = lazy(() => import('./advisor/Advisor'))
const Yours = lazy(() => import('./yours/Yours'))
const Timers = lazy(() => import('./timers/Timers'))

/** One master or three: a bad day, an ordinary year, money, what breaks next, and the timers that decide it. */
export function DecidePage() {
  useEffect(keepFocus, [])
  return (
    <>
      <DecideBar />
      <main className="mx-auto max-w-[1440px] px-3 pt-4 pb-6 sm:px-7">
        <Title />
        <div className="decide">
          <div className="grid min-w-0 content-start gap-4">
            <Place
              parts={['day', 'twins', 'at']}
              number={1}
              title="The same bad day, twice"
              lead="the same faults and users, one playhead"
            >
              <Twins />
            </Place>
            <Place
              card
              parts={['year']}
              number={2}
              title="An ordinary year"
              lead="how long each service is away, with faults at random"
            >
              <Year />
            </Place>
            <Place
              card
              parts={['roi']}
              number={3}
              title="Does it pay?"
              lead="That hangs on how many sales need the control plane: autoscaling, jobs, new releases"
            >
              <Roi />
            </Place>
          </div>
          <aside aria-label="Timer budget" className="card min-w-0 self-start px-[18px] pt-3.5 pb-4">
            <Suspense fallback={<Loading />}>
              <Shown part="timers">
                <Timers />
              </Shown>
            </Suspense>
          </aside>
          <div className="wide grid min-w-0 gap-4">
            <Place
              parts={['advisor']}
              number={4}
              title="What would break this cluster next"
              lead="Each weakness is found by failing one thing at a time, and shown by its run"
            >
              <Advisor />
              <Shown part="yours">
                <Yours />
              </Shown>
            </Place>
          </div>
        </div>
      </main>
    </>
  )
}

/** The question, and as much of the answer as the parts below have found. */
function Title() {
  const answers = useAnswers()
  const problem = useKept((kept) => kept.problem)
  const said = answerParts.flatMap((part) => answers[part] ?? [])
  return (
    <div className="mb-3">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="text-[26px]/8 font-semibold tracking-tight">What do three masters buy?</h1>
        <p aria-live="polite" className="text-[15px] text-mute">
          {said.length === 0 && 'The runs below will tell.'}
          {said.map(({ strong, text }) => (
            <span key={text}>
              <b className="font-semibold text-ink">{strong}</b> {text}{' '}
            </span>
          ))}
        </p>
      </div>
      {problem && (
        <p role="alert" className="mt-1 text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}
