import { configure, play, say, useLab } from '../../store'
import { prefersStill } from '../shared/screen'

export function ScenarioList() {
  const scenarios = useLab((lab) => lab.info?.scenarios)
  const current = useLab((lab) => lab.info?.scenario)
  const open = async (scenario: string) => {
    const error = await configure({ scenario })
    if (error) say('alert', error)
    else if (!prefersStill()) play()
  }
  return (
    <ul className="grid gap-0.5">
      {scenarios?.map(({ id, title, summary }) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === current}
            onClick={() => open(id)}
            className={`grid w-full gap-px rounded-lg px-2.5 py-1.5 text-left ${
              id === current ? 'bg-infobg text-info' : 'hover:bg-raised'
            }`}
          >
            <b className="font-semibold">{title}</b>
            <span className="text-xs text-mute">{summary}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
