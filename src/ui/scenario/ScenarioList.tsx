import { useLab } from '../../store'
import { usePage } from '../shared/use-page'
import { openScenario } from './open-scenario'

export function ScenarioList() {
  const t = usePage()
  const scenarios = useLab((lab) => lab.info?.scenarios)
  const current = useLab((lab) => lab.info?.scenario)
  return (
    <ul className="-mx-2 grid gap-0.5">
      {scenarios?.map(({ id, title, summary }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === current || undefined}
            onClick={() => void openScenario(id)}
            className={`grid w-full rounded-lg px-2 py-1.5 text-left ${
              id === current ? 'bg-infobg text-info' : 'hover:bg-raised'
            }`}
          >
            <b className="font-semibold">{t(title)}</b>
            <span className={`text-[11px] leading-4 ${id === current ? '' : 'text-mute'}`}>{t(summary)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
