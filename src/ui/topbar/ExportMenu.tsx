import { say } from '../../store'
import { Menu } from '../shared/Menu'

/** What a person can take away. How each is made is loaded when first used. */
export function ExportMenu() {
  const take = async (what: 'timeline' | 'picture' | 'sequence' | 'metrics') => {
    const { exports } = await import('./exports')
    const problem = await exports[what]()
    if (problem) say('alert', problem)
  }
  return (
    <Menu
      label="Export"
      className="inline-flex items-center rounded-[7px] border border-line bg-panel px-2.5 py-[5px] font-medium whitespace-nowrap hover:bg-raised"
      items={[
        { label: 'Timeline (JSON)', act: () => void take('timeline') },
        { label: 'Timeline picture (SVG)', act: () => void take('picture') },
        { label: 'Sequence diagram (mermaid)', act: () => void take('sequence') },
        { label: 'Metrics (CSV)', act: () => void take('metrics') }
      ]}
    >
      <span aria-hidden>Export ▾</span>
    </Menu>
  )
}
