import { toggleDrawer, useLab, usePanels, type DrawerId } from '../../store'
import { Icon } from '../shared/Icon'
import { drawers } from './drawers'
import { usePage } from '../shared/use-page'

/** The icons left of everything: each opens its drawer, and closes it when it is pressed again. */
export function Rail() {
  const t = usePage()
  const faults = useLab((lab) => lab.info?.faults.length ?? 0)
  const changed = useLab((lab) => lab.info?.flags.filter((flag) => flag.value !== flag.default).length ?? 0)
  const counts: Partial<Record<DrawerId, number>> = { faults, settings: changed }
  return (
    <nav
      aria-label={t('Drawers')}
      className="z-20 flex flex-col items-center gap-1 border-r border-line bg-panel py-2 [grid-area:rail]"
    >
      {drawers.map(({ id, title, icon }) => (
        <RailButton key={id} id={id} title={title} icon={icon} count={counts[id] ?? 0} />
      ))}
    </nav>
  )
}

function RailButton({ id, title: english, icon, count }: (typeof drawers)[number] & { readonly count: number }) {
  const title = usePage()(english)
  const open = usePanels((panels) => panels.drawer === id)
  return (
    <button
      type="button"
      data-drawer={id}
      aria-label={count > 0 ? `${title}, ${count}` : title}
      aria-expanded={open}
      aria-controls={open ? 'drawer' : undefined}
      onClick={() => toggleDrawer(id)}
      className={`group relative grid size-9 place-items-center rounded-lg last:mt-auto ${
        open ? 'bg-infobg text-info' : 'text-mute hover:bg-raised hover:text-ink'
      }`}
    >
      <Icon name={icon} size={20} />
      {count > 0 && (
        <span className="absolute top-0.5 right-0.5 h-3.5 min-w-3.5 rounded-full bg-badfill px-[3px] text-center text-[10px] leading-3.5 font-semibold text-onbad ring-2 ring-panel">
          {count}
        </span>
      )}
      <span
        aria-hidden
        className="pointer-events-none invisible absolute left-11 rounded-md bg-tip px-2 py-1 text-xs whitespace-nowrap text-ontip opacity-0 shadow-pop transition-opacity delay-300 group-hover:visible group-hover:opacity-100 group-focus-visible:visible group-focus-visible:opacity-100"
      >
        {title}
      </span>
    </button>
  )
}
