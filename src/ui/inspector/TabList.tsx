import { useRef, type KeyboardEvent } from 'react'
import { tabTitles, type InspectorTab } from './tabs'
import { usePage } from '../shared/use-page'

interface Props {
  readonly tabs: readonly InspectorTab[]
  readonly chosen: InspectorTab
  readonly choose: (tab: InspectorTab) => void
}

/** Arrow keys move along the tabs. */
export function TabList({ tabs, chosen, choose }: Props) {
  const t = usePage()
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.indexOf(chosen)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    const tab = tabs[(next + tabs.length) % tabs.length]!
    choose(tab)
    list.current?.querySelector<HTMLElement>(`#inspector-tab-${tab}`)?.focus()
  }
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={t('Parts of the inspector')}
      onKeyDown={onKeyDown}
      className="flex border-b border-line px-2"
    >
      {tabs.map((tab) => (
        <button
          key={tab}
          id={`inspector-tab-${tab}`}
          type="button"
          role="tab"
          aria-selected={tab === chosen}
          aria-controls="inspector-panel"
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => choose(tab)}
          className={`-mb-px h-8 border-b-2 px-2 font-medium whitespace-nowrap ${
            tab === chosen ? 'border-info text-ink' : 'border-transparent text-mute hover:text-ink'
          }`}
        >
          {t(tabTitles[tab])}
        </button>
      ))}
    </div>
  )
}
