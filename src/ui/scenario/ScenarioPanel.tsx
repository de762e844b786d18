import { useNarrow } from '../shared/screen'
import { ScenarioContent } from './ScenarioContent'

/** The left panel, where the screen is wide enough; else `PanelButton` opens its content. */
export function ScenarioPanel() {
  if (useNarrow()) return null
  return (
    <aside aria-label="Scenario" className="col-start-1 w-[248px] overflow-auto border-r border-line bg-panel p-3.5">
      <ScenarioContent />
    </aside>
  )
}
