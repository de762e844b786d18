import { lazy, Suspense, type ComponentType } from 'react'
import { idleness, useLab } from '../../store'
import { Boundary } from '../shared/Boundary'
import { Clock } from '../topbar/Clock'
import { Transport } from '../topbar/Transport'
import type { EmbedOptions, EmbedPart } from './options'

/** Each part is loaded only where it is shown. */
const panels: Readonly<
  Record<EmbedPart, { readonly panel: ComponentType; readonly className: string; readonly label: string }>
> = {
  works: {
    panel: lazy(() => import('../works/WorksRow').then(({ WorksRow }) => ({ default: WorksRow }))),
    className: 'flex-none',
    label: 'What works'
  },
  topology: {
    panel: lazy(() => import('../topology/Topology')),
    className: 'relative min-h-[200px] flex-[3]',
    label: 'Cluster'
  },
  story: {
    panel: lazy(() => import('../story/StoryStrip').then(({ StoryStrip }) => ({ default: StoryStrip }))),
    className: 'flex-none',
    label: 'Story'
  },
  timeline: {
    panel: lazy(() => import('../timeline/Timeline').then(({ Timeline }) => ({ default: Timeline }))),
    className: 'min-h-[160px] flex-[2] border-t border-line bg-panel',
    label: 'Timeline'
  },
  inspector: {
    panel: lazy(() => import('../inspector/Inspector').then(({ Inspector }) => ({ default: Inspector }))),
    className: 'min-h-[200px] flex-[3] border-t border-line',
    label: 'Inspector'
  }
}

/** The chosen parts, one below the other, for a page that shows the lab in a frame. */
export function EmbedPage({ options: { parts, controls } }: { readonly options: EmbedOptions }) {
  const idle = useLab(idleness)
  return (
    <div data-idle={idle} className="flex h-full flex-col">
      {controls && (
        <header className="flex min-h-11 flex-none flex-wrap items-center gap-3 border-b border-line bg-panel px-3">
          <Transport small />
          <Clock />
          <a href={`./${location.hash}`} target="_blank" rel="noreferrer" className="ml-auto text-info underline">
            Open in Failover Lab
          </a>
        </header>
      )}
      {parts.map((part) => {
        const { panel: Panel, className, label } = panels[part]
        return (
          <section key={part} data-part={part} aria-label={label} className={`min-w-0 overflow-hidden ${className}`}>
            <Boundary name={label}>
              <Suspense fallback={<p className="p-4 text-mute">Loading …</p>}>
                <Panel />
              </Suspense>
            </Boundary>
          </section>
        )
      })}
    </div>
  )
}
