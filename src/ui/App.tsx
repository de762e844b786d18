import { lazy, Suspense } from 'react'
import { useLab } from '../store'
import { Dock } from './Dock'
import { Inspector } from './inspector/Inspector'
import { ScenarioPanel } from './scenario/ScenarioPanel'
import { CrashPanel } from './shared/CrashPanel'
import { NoticeBar } from './shared/NoticeBar'
import { Story } from './shared/Story'
import { Suggestion } from './topology/Suggestion'
import { TopBar } from './topbar/TopBar'
import { isEmbedded, usePhone } from './shared/screen'

const Topology = lazy(() => import('./topology/Topology'))

/** The whole page. `data-idle` tells tests that nothing is under way: no question to the worker, and not playing. */
export function App() {
  const idle = useLab((lab) => lab.info !== null && lab.outstanding === 0 && !lab.playing)
  // Set when the whole scenario is simulated: the same run has the same hash in every engine.
  const hash = useLab(({ timeline }) => (timeline && timeline.end >= timeline.until ? timeline.hash : ''))
  const phone = usePhone()
  const bare = isEmbedded || phone
  return (
    <div
      data-idle={idle}
      data-hash={hash}
      className="grid h-full grid-cols-[auto_minmax(0,1fr)_auto] grid-rows-[auto_minmax(0,1fr)_auto]"
    >
      <TopBar />
      {!bare && <ScenarioPanel />}
      <main className="relative col-start-2 overflow-hidden" aria-label="Cluster">
        <Suspense fallback={<p className="p-6 text-mute">The cluster starts …</p>}>
          <Topology readOnly={phone} />
        </Suspense>
        {!phone && <Suggestion />}
        <NoticeBar />
      </main>
      {!bare && <Inspector />}
      <Dock bare={bare} />
      <Story />
      <CrashPanel />
    </div>
  )
}
