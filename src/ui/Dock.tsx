import { lazy, Suspense, useRef, type ComponentType, type KeyboardEvent } from 'react'
import { showTab, useLab, type Tab } from '../store'
import { Boundary } from './shared/Boundary'
import { Timeline } from './timeline/Timeline'
import { usePage } from './shared/use-page'

const tabs: readonly { id: Tab; title: string; panel: ComponentType }[] = [
  { id: 'timeline', title: 'Timeline', panel: Timeline },
  { id: 'sequence', title: 'Sequence', panel: lazy(() => import('./sequence/Sequence')) },
  { id: 'events', title: 'Events', panel: lazy(() => import('./events/Events')) },
  { id: 'objects', title: 'Objects', panel: lazy(() => import('./objects/Objects')) },
  { id: 'kubectl', title: 'Terminal', panel: lazy(() => import('./terminal/Terminal')) },
  { id: 'metrics', title: 'Metrics', panel: lazy(() => import('./metrics/Metrics')) },
  { id: 'impact', title: 'Impact', panel: lazy(() => import('./impact/ImpactTable')) },
  { id: 'fidelity', title: 'Fidelity', panel: lazy(() => import('./fidelity/Fidelity')) }
]

/** The bottom of the page. `bare`: only the timeline, without tabs. */
export function Dock({ bare }: { readonly bare: boolean }) {
  const t = usePage()
  const chosen = useLab((lab) => lab.tab)
  if (bare) {
    return (
      <section aria-label={t('Timeline')} className="h-[210px] border-t [grid-area:dock] border-line bg-panel">
        <Timeline />
      </section>
    )
  }
  const { panel: Panel } = tabs.find(({ id }) => id === chosen)!
  return (
    <section
      aria-label={t('Details')}
      className="grid min-h-0 min-w-0 grid-rows-[36px_minmax(0,1fr)] border-t border-line bg-panel [grid-area:dock]"
    >
      <div className="flex min-w-0 border-b border-line">
        <TabList chosen={chosen} />
        {/* What the chosen panel has to offer beside its tab. */}
        <div id="dock-tools" className="ml-auto flex flex-none items-center" />
      </div>
      <div role="tabpanel" id="dock-panel" aria-labelledby={`tab-${chosen}`} className="min-h-0 overflow-hidden">
        <Boundary key={chosen} name={`The tab ${chosen}`}>
          <Suspense fallback={<p className="p-4 text-mute">{t('Loading …')}</p>}>
            <Panel />
          </Suspense>
        </Boundary>
      </div>
    </section>
  )
}

/** Arrow keys move along the tabs, as in any tab list. */
function TabList({ chosen }: { readonly chosen: Tab }) {
  const t = usePage()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === chosen)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    const { id } = tabs[(next + tabs.length) % tabs.length]!
    showTab(id)
    list.current?.querySelector<HTMLElement>(`#tab-${id}`)?.focus()
  }
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={t('Details')}
      onKeyDown={onKeyDown}
      className="flex min-w-0 overflow-x-auto overflow-y-hidden px-2"
    >
      {tabs.map(({ id, title }) => (
        <button
          key={id}
          id={`tab-${id}`}
          type="button"
          role="tab"
          aria-selected={id === chosen}
          aria-controls="dock-panel"
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => showTab(id)}
          className={`h-9 flex-none border-b-2 px-1.5 font-medium whitespace-nowrap ${
            id === chosen ? 'border-info text-ink' : 'border-transparent text-mute hover:text-ink'
          }`}
        >
          {t(title)}
        </button>
      ))}
    </div>
  )
}
