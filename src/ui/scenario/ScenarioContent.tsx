import { Section } from '../shared/Section'
import { ClusterForm } from './ClusterForm'
import { FaultList } from './FaultList'
import { FlagEditor } from './FlagEditor'
import { ScenarioList } from './ScenarioList'

export function ScenarioContent() {
  return (
    <>
      <Section title="Scenarios">
        <ScenarioList />
      </Section>
      <Section title="Cluster">
        <ClusterForm />
      </Section>
      <Section title="Faults">
        <FaultList />
      </Section>
      <Section title="Flags">
        <FlagEditor />
      </Section>
    </>
  )
}
