import { lazy, Suspense, useEffect, useRef, type ComponentType } from 'react'
import { openDrawer, usePanels, type DrawerId } from '../../store'
import { Boundary } from '../shared/Boundary'
import { Icon } from '../shared/Icon'
import { drawers } from './drawers'
import { usePage } from '../shared/use-page'

const contents: Readonly<Record<DrawerId, ComponentType>> = {
  scenario: lazy(() => import('./ScenarioDrawer')),
  cluster: lazy(() => import('./ClusterDrawer')),
  faults: lazy(() => import('./FaultsDrawer')),
  settings: lazy(() => import('./SettingsDrawer'))
}

/** The open drawer. It takes its width from the topology where there is room, and lies over it where there is not. */
export function Drawer({ over }: { readonly over: boolean }) {
  const t = usePage()
  const id = usePanels((panels) => panels.drawer)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    if (id && over) panel.current?.focus()
  }, [id, over])
  if (!id) return null
  const Content = contents[id]
  const close = () => {
    openDrawer(null)
    document.querySelector<HTMLElement>(`[data-drawer=${id}]`)?.focus()
  }
  return (
    <aside
      ref={panel}
      id="drawer"
      tabIndex={-1}
      aria-label={t(titleOf(id))}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && close()}
      className={`flex min-h-0 w-[232px] flex-col border-r border-line bg-panel outline-none [grid-area:drawer] ${
        over ? 'z-20 w-[min(300px,80vw)] shadow-pop' : ''
      }`}
    >
      <header className="flex h-12 flex-none items-center pr-3 pl-4">
        <h2 className="flex-1 font-semibold">{t(titleOf(id))}</h2>
        <button type="button" aria-label={t('Close the drawer')} onClick={close} className="icon-button size-6">
          <Icon name="left" size={14} />
        </button>
      </header>
      <div className="min-h-0 flex-1 overflow-auto px-4 pb-3">
        <Boundary key={id} name={`The drawer ${titleOf(id)}`}>
          <Suspense fallback={<p className="text-mute">{t('Loading …')}</p>}>
            <Content />
          </Suspense>
        </Boundary>
      </div>
    </aside>
  )
}

const titleOf = (id: DrawerId): string => drawers.find((drawer) => drawer.id === id)!.title
