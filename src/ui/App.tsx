import { Suspense, useEffect, useState, type ReactNode } from 'react'
import { idleness, useLab, usePanels } from '../store'
import { Dock } from './Dock'
import { Drawer } from './drawer/Drawer'
import { DropFiles } from './DropFiles'
import { Rail } from './drawer/Rail'
import { Inspector } from './inspector/Inspector'
import { Overlays } from './Overlays'
import { usePageKeys } from './page-keys'
import { PhonePage } from './phone/PhonePage'
import { CrashPanel } from './shared/CrashPanel'
import { keepFocus } from './shared/keep-focus'
import { isEmbedded, useNarrow, usePhone } from './shared/screen'
import { Opening } from './shared/Opening'
import { Story } from './shared/Story'
import { StoryStrip } from './story/StoryStrip'
import { topology } from './topology/loaded'
import { TopBar } from './topbar/TopBar'
import { WorksRow } from './works/WorksRow'
import { usePage } from './shared/use-page'

/** The whole page: as an embed, on a phone, or with all that there is. */
export function App() {
  const phone = usePhone()
  usePageKeys()
  useEffect(keepFocus, [])
  return (
    <Page look={isEmbedded ? 'page-embed' : phone ? 'page-phone' : 'page'}>
      {isEmbedded ? <Embed /> : phone ? <PhonePage /> : <Desk />}
      <Story />
      <Overlays />
      {!isEmbedded && <DropFiles />}
      <CrashPanel />
    </Page>
  )
}

/** `data-idle` tells tests that nothing is under way. */
function Page({ look, children }: { readonly look: string; readonly children: ReactNode }) {
  const idle = useLab(idleness)
  // Set when the whole scenario is simulated: the same run has the same hash in every engine.
  const hash = useLab(({ timeline }) => (timeline && timeline.end >= timeline.until ? timeline.hash : ''))
  return (
    <div data-idle={idle} data-hash={hash} className={look}>
      {children}
    </div>
  )
}

function Desk() {
  const narrow = useNarrow()
  return (
    <>
      <TopBar />
      <WorksRow />
      <Rail />
      <Drawer over={narrow} />
      <Cluster />
      <StoryStrip />
      <InspectorColumn />
      <Dock bare={false} />
    </>
  )
}

/** Only topology, story, clock and timeline, for a page that shows the lab in a frame. */
function Embed() {
  return (
    <>
      <TopBar />
      <Cluster />
      <StoryStrip />
      <Dock bare />
    </>
  )
}

function Cluster() {
  const t = usePage()
  const [Topology] = useState(topology)
  return (
    <main className="relative min-w-0 overflow-hidden [grid-area:topo]" aria-label={t('Cluster')}>
      <Suspense fallback={<p className="p-6 text-mute">{t('The cluster starts …')}</p>}>
        <Topology />
      </Suspense>
      <Opening />
    </main>
  )
}

/** Beside everything below the works row. Where there is no room, it comes over the picture when something is selected. */
function InspectorColumn() {
  const selected = useLab((lab) => lab.selection !== '')
  const drawer = usePanels((panels) => panels.drawer)
  return (
    <div className={`inspector-column ${selected && !drawer ? '' : 'max-[999px]:hidden'}`}>
      <Inspector />
    </div>
  )
}
