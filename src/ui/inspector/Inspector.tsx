import { useLab } from '../../store'
import { Section } from '../shared/Section'
import { Beliefs } from './Beliefs'
import { Charts } from './Charts'
import { ImpactList } from './ImpactList'
import { LogLines } from './LogLines'
import { Numbers } from './Numbers'
import { States } from './States'
import { Summary } from './Summary'
import { useInspection } from './use-inspection'
import { WhyChain } from './WhyChain'
import { Yaml } from './Yaml'

/** The right panel: what is selected, in depth; without a selection, the run as a whole. */
export function Inspector() {
  const selection = useLab((lab) => lab.selection)
  return (
    <aside aria-label="Inspector" className="h-full overflow-auto border-l border-line bg-panel p-4">
      {selection ? <Selected target={selection} /> : <Summary />}
    </aside>
  )
}

function Selected({ target }: { readonly target: string }) {
  const view = useInspection(target)
  if (view === undefined) return <p className="text-mute">…</p>
  if (view === null) {
    return (
      <Section title={target.replace('pod:', '')}>
        <p className="text-mute">It does not exist at this instant.</p>
        <div className="mt-3.5">
          <ImpactList />
        </div>
      </Section>
    )
  }
  return (
    <>
      <Section title={view.title}>
        <Numbers state={view.state} numbers={view.numbers} />
        {view.states.length > 1 && <States states={view.states} current={view.state} />}
      </Section>
      {view.why.length > 0 && (
        <Section title={`Why is it ${view.state || 'so'}?`}>
          <WhyChain why={view.why} />
        </Section>
      )}
      {view.beliefs.length > 0 && (
        <Section title="What it believes">
          <Beliefs beliefs={view.beliefs} />
        </Section>
      )}
      <ImpactList />
      {view.charts.length > 0 && (
        <Section title="Statecharts">
          <Charts charts={view.charts} />
        </Section>
      )}
      {view.log.length > 0 && (
        <Section title="Log">
          <LogLines log={view.log} />
        </Section>
      )}
      {view.yaml && <Yaml text={view.yaml} />}
    </>
  )
}
