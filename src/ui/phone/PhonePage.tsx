import { StoryStrip } from '../story/StoryStrip'
import { TopBar } from '../topbar/TopBar'
import { WorksRow } from '../works/WorksRow'
import { Moments } from './Moments'
import { PhoneBar } from './PhoneBar'
import { SmallTopology } from './SmallTopology'
import { usePage } from '../shared/use-page'

/** The story to read and to play; breaking things is left to wider screens. */
export function PhonePage() {
  const t = usePage()
  return (
    <>
      <TopBar />
      <div className="min-h-0 overflow-y-auto">
        <div className="flex flex-col gap-3 px-4 py-3">
          <WorksRow />
          <StoryStrip />
          <main aria-label={t('Cluster')}>
            <SmallTopology />
          </main>
          <Moments />
        </div>
      </div>
      <PhoneBar />
    </>
  )
}
