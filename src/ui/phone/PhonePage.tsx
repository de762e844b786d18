import { lazy, Suspense } from 'react'
import { StoryStrip } from '../story/StoryStrip'
import { TopBar } from '../topbar/TopBar'
import { WorksRow } from '../works/WorksRow'
import { Moments } from './Moments'
import { PhoneBar } from './PhoneBar'

const Topology = lazy(() => import('../topology/Topology'))

/** The story to read and to play; breaking things is left to wider screens. */
export function PhonePage() {
  return (
    <>
      <TopBar />
      <div className="min-h-0 overflow-y-auto">
        <div className="flex flex-col gap-3 px-4 py-3">
          <WorksRow />
          <StoryStrip />
          <main className="relative -mx-4 h-[260px] flex-none overflow-hidden" aria-label="Cluster">
            <Suspense fallback={<p className="p-6 text-mute">The cluster starts …</p>}>
              <Topology readOnly />
            </Suspense>
          </main>
          <Moments />
        </div>
      </div>
      <PhoneBar />
    </>
  )
}
